// The conversation: bubbles, time stamps, quick replies. Kept in this browser tab only.

const TURNS = 20;
const PAUSE = 3 * 60 * 1000;

/** `look` as the site wants it; `unread()` is told of each answer; `net` asks. */
function conversation({ look, net, base, labels, unread, say }) {
  const key = `policybot:${look.id}`;
  const list = h('ol', { class: 'log', 'aria-label': '对话' });
  const turns = restore(key);
  let busy = false;
  let last = 0;

  function avatar() {
    return h('span', { class: 'avatar', 'aria-hidden': 'true' }, look.avatar);
  }

  function stamp(at) {
    if (at - last > PAUSE) list.append(h('li', { class: 'time' }, clock(at)));
    last = at;
  }

  function theirs(content, extra) {
    return h('li', { class: 'row theirs' }, avatar(), h('div', { class: 'bubble' }, h('span', { class: 'hidden' }, `${look.title}说：`), content), extra);
  }

  function mine(text) {
    return h('li', { class: 'row mine' }, h('div', { class: 'bubble' }, h('span', { class: 'hidden' }, '您说：'), text));
  }

  function greet() {
    stamp(turns.length ? turns[0].at : Date.now());
    list.append(theirs(h('p', {}, look.greeting)));
    if (look.quick.length) {
      list.append(h('li', {}, h('div', { class: 'quick', role: 'group', 'aria-label': '可以这样问' }, look.quick.map((text) => button(text, () => ask(text), { class: 'chip' })))));
    }
  }

  /** Ask; `facts` were chosen from ready replies, `shown` is what the visitor sees, `before` was asked elsewhere. */
  async function ask(text, facts = {}, shown = text, before = []) {
    const asked = text.trim();
    if (!asked || busy) return;
    busy = true;
    const turn = { question: asked, shown: shown.trim(), facts, at: Date.now(), answer: null, error: null };
    stamp(turn.at);
    const own = mine(turn.shown);
    const dots = theirs(h('span', { class: 'dots', role: 'img', 'aria-label': '正在查找' }, h('i'), h('i'), h('i')));
    list.append(own, dots);
    list.parentNode.scrollTop = list.parentNode.scrollHeight;
    say('正在查找条款');
    const past = [...before, ...history(turns)];
    turns.push(turn);
    try {
      turn.answer = await net.ask(asked, past, facts);
    } catch (error) {
      turn.error = error instanceof Failure ? error.message : '页面出了问题，请刷新后再试。';
    }
    busy = false;
    const reply = drawn(turn);
    dots.replaceWith(reply);
    list.parentNode.scrollTop = own.offsetTop - 12;
    say(turn.answer ? turn.answer.answer.replace(/[*>#]|\[\d+\]/g, ' ').slice(0, 300) : turn.error);
    save(key, turns);
    unread();
  }

  function drawn(turn) {
    if (turn.answer) {
      return theirs(answerNode(turn.answer, {
        base, labels,
        reply: (choice) => ask(turn.question, { ...turn.facts, [choice.name]: choice.value }, `${choice.label}：${choice.value}`),
      }));
    }
    return theirs(h('div', { class: 'failed', role: 'alert' }, h('p', {}, turn.error), button('再试一次', () => ask(turn.question, turn.facts, turn.shown), { class: 'chip' })));
  }

  function draw() {
    last = 0;
    list.replaceChildren();
    greet();
    for (const turn of turns) {
      stamp(turn.at);
      list.append(mine(turn.shown), drawn(turn));
    }
  }

  function clear() {
    turns.length = 0;
    save(key, turns);
    draw();
  }

  draw();
  return { list, ask, clear, turns };
}

/** What was said before, as the service reads it. */
function history(turns) {
  return turns.filter((turn) => turn.answer && turn.answer.status !== 'error').slice(-5).flatMap((turn) => [
    { role: 'user', content: turn.question },
    { role: 'assistant', content: turn.answer.answer.slice(0, 4000) },
  ]);
}

function restore(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return Array.isArray(kept) ? kept.filter((turn) => turn && typeof turn.question === 'string' && turn.answer) : [];
  } catch {
    return []; // storage is off, or holds something else
  }
}

function save(key, turns) {
  turns.splice(0, Math.max(0, turns.length - TURNS));
  try {
    if (turns.length) sessionStorage.setItem(key, JSON.stringify(turns.filter((turn) => turn.answer)));
    else sessionStorage.removeItem(key);
  } catch { /* no room, or storage is off: the conversation lives on this page only */ }
}
