// Talking to the service. Every failure becomes an Error with one Chinese line.

const LOST = '连接中断：请检查网络后再试一次，您的问题没有丢失。';

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error(LOST);
  }
  return read(response);
}

async function read(response) {
  const data = await response.json().catch(() => null);
  if (!response.ok) throw new Error((data && data.error && data.error.message) || '服务暂时不能回答，请稍后再试，或拨打12345。');
  return data;
}

const json = (body) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const get = (path) => request(path);
export const post = (path, body) => request(path, json(body));

/** Server-sent events of a POST: `on(name, data)` for each as it comes; the result is the data of `done`. */
export async function stream(path, body, on) {
  let response;
  try {
    response = await fetch(path, json(body));
  } catch {
    throw new Error(LOST);
  }
  if (!response.ok) return read(response);
  let rest = '';
  for await (const text of chunks(response)) {
    const parts = (rest + text).split(/\r?\n\r?\n/);
    rest = parts.pop();
    for (const part of parts) {
      const [name, data] = event(part);
      if (name === 'done') return data;
      if (name) on(name, data);
    }
  }
  throw new Error(LOST); // the stream ended before the answer was whole
}

/** The text of a response as it comes; in one piece where the browser cannot read a stream. */
async function* chunks(response) {
  try {
    if (!response.body || !response.body.getReader) {
      yield await response.text();
      return;
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield decoder.decode(step.value, { stream: true });
  } catch {
    throw new Error(LOST);
  }
}

/** Name and data of one event; no name for a keep-alive comment. */
function event(lines) {
  const found = { event: '', data: '' };
  for (const line of lines.split(/\r?\n/)) {
    const at = line.indexOf(':');
    const name = line.slice(0, at);
    if (at > 0 && name in found) found[name] += line.slice(at + 1).trimStart();
  }
  return [found.event, found.event ? JSON.parse(found.data || 'null') : null];
}

export const remove = (path) => request(path, { method: 'DELETE' });

const kept = new Map();

/** A GET whose answer does not change while the page is open. */
export function cached(path) {
  if (!kept.has(path)) {
    kept.set(path, get(path).catch((error) => {
      kept.delete(path);
      throw error;
    }));
  }
  return kept.get(path);
}
