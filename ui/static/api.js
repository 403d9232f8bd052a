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
