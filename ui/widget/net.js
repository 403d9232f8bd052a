// Talking to the service. No cookie, no credentials; a body without a content type of its own needs no preflight.

const WAIT = 20000;

class Failure extends Error {
  constructor(code, message) { super(message); this.code = code; }
}

async function send(address, body, mode) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT);
  try {
    return await fetch(address, { method: body ? 'POST' : 'GET', body: body && JSON.stringify(body), mode: mode || 'cors', credentials: 'omit', cache: 'no-store', signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** What went wrong when nothing could be read: is the service away, or does it not know this website? */
async function unreadable(base) {
  try {
    await send(`${base}/healthz`, null, 'no-cors');
  } catch {
    return new Failure('offline', '现在连接不上助手：请检查网络，稍后再试。');
  }
  return new Failure('origin_not_allowed', `这个网站（${location.origin}）还没有登记使用本助手，请网站管理员联系助手的运营单位登记。`);
}

/** One door to the service for one site; fetches and renews the token by itself. */
function connection(base, site) {
  let token = null;

  async function post(path, body) {
    let reply;
    try {
      reply = await send(base + path, body);
    } catch {
      throw await unreadable(base);
    }
    let data = null;
    try {
      data = await reply.json();
    } catch {
      throw new Failure('error', '助手的回复读不出来，请稍后再试。');
    }
    if (reply.ok) return data;
    throw new Failure((data.error && data.error.code) || 'error', (data.error && data.error.message) || '助手出了问题，请稍后再试。');
  }

  async function session() {
    const data = await post('/widget/session', { site });
    token = data.token;
    return data;
  }

  async function ask(question, history, facts) {
    if (!token) await session();
    const body = () => ({ token, question, history, facts });
    try {
      return await post('/widget/ask', body());
    } catch (error) {
      if (error.code !== 'token_expired' && error.code !== 'token_invalid') throw error;
      await session();
      return post('/widget/ask', body());
    }
  }

  return { session, ask };
}
