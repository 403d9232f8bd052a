// An answer on its way: the words as the model says them, until the whole answer takes their place.
import { block } from './answer.js';
import { h } from './dom.js';

const STAGES = { searching: '正在查找条款…', writing: '正在写，每一句先核对再显示…', repairing: '有的话没有依据，正在改写…', fallback: '改为按条款直接作答…' };
const PATIENCE = 400; // ms for which an answer that is being computed again stands alone, so that nothing jumps

/** Painted once a frame at most: an answer that comes in one piece is never seen as a draft. */
export function draft(page, place) {
  const stage = h('span', {}, STAGES.searching);
  const words = h('div', { class: 'headline' });
  const waiting = h('p', { class: 'waiting' }, h('span', { class: 'dots', 'aria-hidden': 'true' }), stage);
  const citations = [];
  let text = '';
  let painted = '';
  let due = 0;
  const late = setTimeout(() => { if (!words.isConnected) place.prepend(waiting); }, place.childElementCount ? PATIENCE : 0);
  place.classList.toggle('renewing', place.childElementCount > 0);

  function draw() {
    due = 0;
    painted = text;
    if (!words.isConnected) {
      place.classList.remove('renewing');
      place.replaceChildren(h('div', { class: 'draft', 'aria-busy': 'true' }, words, waiting));
    }
    const open = (citation) => page.panel.open(citation);
    words.replaceChildren(...text.split(/\n{2,}/).filter((part) => part.trim()).flatMap((part) => block(part, { citations }, open)));
  }

  return {
    on(name, data) {
      if (name === 'status') {
        stage.textContent = STAGES[data.stage] || data.text || STAGES.searching;
        if (data.stage === 'fallback') text = ''; // what was said is given up for the offline answer
      }
      if (name === 'citation') citations.push(data);
      if (name === 'token') text += data.text;
      if (name !== 'citation' && text !== painted && !due) due = requestAnimationFrame(draw);
    },
    stop() {
      clearTimeout(late);
      cancelAnimationFrame(due);
    },
  };
}
