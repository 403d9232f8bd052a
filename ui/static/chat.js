// The conversation: questions, answers, the line to type in. Kept in this browser until a new one is begun.
import { stream } from './api.js';
import { answerCard } from './answer.js';
import { asPlain, restore, save } from './conversation.js';
import { button, h, uid } from './dom.js';
import { draft } from './draft.js';

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
    if ('speechSynthesis' in window) speechSynthesis.cancel();
    refresh();
    composer.focus();
  }

  /** Ask; `facts` were set by hand, `shown` is what the visitor sees as the question. */
  async function ask(text, facts = {}, shown = text) {
    if (!text.trim() || composer.busy()) return;
    const turn = { question: text.trim(), shown: shown.trim(), facts, answer: null, day: page.data.today };
    state.turns.push(turn);
    save(state);
    refresh();
    const item = drawn(turn);
    list.append(item);
    item.scrollIntoView({ block: 'start', behavior: motion() });
    await fill(turn, item);
  }

  /** Fetch the answer of a turn and draw it in place; the new place. */
  async function fill(turn, item) {
    composer.busy(true);
    const coming = draft(page, item.querySelector('.reply'));
    try {
      turn.answer = await stream('/api/ask/stream', {
        question: turn.question, history: history(turn), session_id: state.session, facts: turn.facts,
      }, coming.on);
      turn.error = null;
      page.announce(asPlain(turn.answer.answer).slice(0, 400));
    } catch (error) {
      turn.error = error.message;
    } finally {
      coming.stop();
      composer.busy(false);
    }
    if (!state.turns.includes(turn)) return item; // a new conversation was begun meanwhile
    save(state);
    const done = drawn(turn);
    item.replaceWith(done);
    return done;
  }

  /** Ask again with values set by hand; where one does not read, say so and keep the answer that stood. */
  async function correct(turn, item, facts) {
    const before = turn.facts;
    turn.facts = { ...before, ...facts };
    const done = await fill(turn, item);
    if (turn.error) turn.facts = before;
    const chip = done.querySelector(`.chip[data-name="${Object.keys(facts)[0]}"]`);
    if (chip) chip.focus({ preventScroll: true });
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

  page.begin = begin;
  return { element, show: () => composer.focus(true) };
}

function motion() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
}

function welcome(page, ask) {
  const { words, collection, model } = page.data;
  return h('div', { class: 'welcome' },
    h('h2', {}, '您想了解什么政策？'),
    h('p', { class: 'lead' }, words.lead),
    h('div', { class: 'audiences' }, words.examples.map((group) => h('section', {},
      h('h3', {}, group.audience),
      h('ul', {}, group.questions.map((q) => h('li', {}, button(q, () => ask(q), { class: 'example' }))))))),
    h('p', { class: 'fine' }, `依据：${collection}。${model ? `由模型 ${model} 作答，逐句核对原文。` : '按条款直接作答，不经过模型。'}${words.disclaimer}`));
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
