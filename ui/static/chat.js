// The conversation: questions, answers, the line to type in. Kept in this browser until a new one is begun.
import { post } from './api.js';
import { answerCard } from './answer.js';
import { button, h, uid } from './dom.js';

const KEPT = 'policybot.conversation';
const TURNS = 30;

export function chatView(page) {
  const state = restore();
  const list = h('ol', { class: 'turns', 'aria-label': '对话' });
  const hello = welcome(page, (text) => ask(text));
  const composer = form((text) => ask(text));
  const fresh = button('新对话', begin, { class: 'quiet fresh' });
  const element = h('section', { class: 'chat', 'aria-label': '问政策' }, hello, list,
    h('div', { class: 'dock' }, composer.element, h('div', { class: 'under' }, h('p', { class: 'fine' }, page.data.words.reminder), fresh)));

  for (const turn of state.turns) list.append(drawn(turn));
  refresh();

  function refresh() {
    hello.hidden = state.turns.length > 0;
    fresh.hidden = state.turns.length === 0;
    element.classList.toggle('empty', state.turns.length === 0);
  }

  function begin() {
    state.session = uid();
    state.turns.length = 0;
    save(state);
    list.replaceChildren();
    page.panel.close();
    refresh();
    composer.focus();
  }

  /** Ask; `facts` were set by hand, `shown` is what the visitor sees as the question. */
  async function ask(text, facts = {}, shown = text) {
    if (!text.trim() || composer.busy()) return;
    const turn = { question: text.trim(), shown: shown.trim(), facts, answer: null };
    state.turns.push(turn);
    refresh();
    const item = drawn(turn);
    list.append(item);
    item.scrollIntoView({ block: 'start', behavior: motion() });
    await fill(turn, item);
  }

  /** Fetch the answer of a turn and draw it in place. */
  async function fill(turn, item) {
    composer.busy(true);
    const place = item.querySelector('.reply');
    place.replaceChildren(waiting());
    try {
      turn.answer = await post('/api/ask', {
        question: turn.question, history: history(turn), session_id: state.session, facts: turn.facts,
      });
      turn.error = null;
      page.announce(turn.answer.answer.replace(/[*>[\]#]|\[\d+\]/g, ' ').slice(0, 400));
    } catch (error) {
      turn.error = error.message;
    } finally {
      composer.busy(false);
    }
    save(state);
    item.replaceWith(drawn(turn));
  }

  /** Ask again with values set by hand; where one does not read, say so and keep the answer that stood. */
  async function correct(turn, item, facts) {
    const before = turn.facts;
    turn.facts = { ...before, ...facts };
    await fill(turn, item);
    if (turn.error) turn.facts = before;
  }

  function history(turn) {
    const before = state.turns.slice(0, state.turns.indexOf(turn)).filter((t) => t.answer && t.answer.status !== 'error');
    return before.slice(-6).flatMap((t) => [
      { role: 'user', content: t.question },
      { role: 'assistant', content: t.answer.answer.slice(0, 4000) },
    ]);
  }

  function drawn(turn) {
    const item = h('li', { class: 'turn' }, h('h2', { class: 'asked' }, h('span', { class: 'hidden' }, '您问：'), turn.shown || turn.question));
    const reply = h('div', { class: 'reply' });
    const failed = turn.error && h('div', { class: 'notice bad', role: 'alert' }, h('p', {}, turn.error),
      !turn.answer && button('再试一次', () => fill(turn, item), { class: 'quiet' }));
    if (failed) reply.append(failed);
    if (turn.answer) {
      reply.append(answerCard(page, turn.answer, {
        ask,
        correct: (facts) => correct(turn, item, facts),
        facts: turn.facts,
        again: (facts, words) => ask(turn.question, { ...turn.facts, ...facts }, words),
      }));
    }
    item.append(reply);
    return item;
  }

  return { element, show: () => composer.focus(true) };
}

function waiting() {
  return h('p', { class: 'waiting' }, h('span', { class: 'dots', 'aria-hidden': 'true' }), '正在查找条款…');
}

function motion() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
}

function restore() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    if (kept && Array.isArray(kept.turns)) return kept;
  } catch {
    localStorage.removeItem(KEPT);
  }
  return { session: uid(), turns: [] };
}

function save(state) {
  state.turns.splice(0, Math.max(0, state.turns.length - TURNS));
  try {
    localStorage.setItem(KEPT, JSON.stringify(state));
  } catch {
    localStorage.removeItem(KEPT); // no room, or storage is off: the conversation lives in this page only
  }
}

function welcome(page, ask) {
  const { words, collection } = page.data;
  return h('div', { class: 'welcome' },
    h('h2', {}, '您想了解什么政策？'),
    h('p', { class: 'lead' }, words.lead),
    h('div', { class: 'audiences' }, words.examples.map((group) => h('section', {},
      h('h3', {}, group.audience),
      h('ul', {}, group.questions.map((q) => h('li', {}, button(q, () => ask(q), { class: 'example' }))))))),
    h('p', { class: 'fine' }, `依据：${collection}。${words.disclaimer}`));
}

function form(submit) {
  let working = false;
  const input = h('textarea', { id: 'question', rows: '1', maxlength: '2000', placeholder: '直接说您的情况和问题', enterkeyhint: 'send', autocomplete: 'off' });
  const send = h('button', { type: 'submit', class: 'primary' }, '提问');
  const grow = () => { input.style.height = 'auto'; input.style.height = `${Math.min(input.scrollHeight, 180)}px`; };
  const element = h('form', { class: 'composer' }, h('label', { class: 'hidden', for: 'question' }, '您的问题'), input, send);
  const go = () => {
    const text = input.value;
    if (!text.trim() || working) return;
    input.value = '';
    grow();
    submit(text);
  };
  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); go(); }
  });
  element.addEventListener('submit', (event) => { event.preventDefault(); go(); });
  return {
    element,
    focus: (quiet = false) => { if (!quiet || matchMedia('(hover: hover)').matches) input.focus({ preventScroll: true }); },
    busy: (now) => { if (now !== undefined) { working = now; send.disabled = now; } return working; },
  };
}
