// The conversation as this browser keeps it, until a new one is begun.
import { uid } from './dom.js';

const KEPT = 'policybot.conversation';
const TURNS = 30;
const UNANSWERED = '上次没有等到回答，您的问题还在。';

/** {session, turns}; a question whose answer never came (the page was closed meanwhile) can be asked again. */
export function restore() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    if (kept && Array.isArray(kept.turns)) {
      for (const turn of kept.turns) if (!turn.answer && !turn.error) turn.error = UNANSWERED;
      return kept;
    }
  } catch {
    localStorage.removeItem(KEPT);
  }
  return { session: uid(), turns: [] };
}

export function save(state) {
  state.turns.splice(0, Math.max(0, state.turns.length - TURNS));
  try {
    localStorage.setItem(KEPT, JSON.stringify(state));
  } catch {
    localStorage.removeItem(KEPT); // no room, or storage is off: the conversation lives in this page only
  }
}

/** An answer's words without marks, to be heard. */
export const asPlain = (text) => text.replace(/\[\d+\]|[*>#]/g, ' ').replace(/ +/g, ' ');
