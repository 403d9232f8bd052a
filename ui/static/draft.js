// An answer on its way: the words as the model says them, until the whole answer takes their place.
import { block } from './answer.js';
import { h } from './dom.js';

const PATIENCE = 400; // ms for which an answer that is being computed again stands alone, so that nothing jumps

/** Painted once a frame at most: an answer that comes in one piece is never seen as a draft. */
export function draft(page, place) {
  const stage = h('span', {}, '正在查找条款…');
  const words = h('div', { class: 'headline' });
  const waiting = h('p', { class: 'waiting' }, h('span', { class: 'dots', 'aria-hidden': 'true' }), stage);
  const citations = [];
  let text = '';
  let due = 0;
  const late = setTimeout(() => { if (!words.isConnected) place.prepend(waiting); }, place.childElementCount ? PATIENCE : 0);
  place.classList.toggle('renewing', place.childElementCount > 0);

  function draw() {
    due = 0;
    if (!words.isConnected) {
      place.classList.remove('renewing');
      stage.textContent = '正在写，写完后逐句核对…';
      place.replaceChildren(h('div', { class: 'draft', 'aria-busy': 'true' }, words, waiting));
    }
    const open = (citation) => page.panel.open(citation);
    words.replaceChildren(...text.split(/\n{2,}/).filter((part) => part.trim()).flatMap((part) => block(part, { citations }, open)));
  }

  return {
    on(name, data) {
      if (name === 'status' && data.text) {
        stage.textContent = data.text;
        if (data.restart) text = '';
      }
      if (name === 'citation') citations.push(data);
      if (name === 'token') text += data.text;
      if (name === 'token' && !due) due = requestAnimationFrame(draw);
    },
    stop() {
      clearTimeout(late);
      cancelAnimationFrame(due);
    },
  };
}
