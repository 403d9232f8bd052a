// The one question back: buttons where there are choices, a field where there are none.
import { button, h } from './dom.js';
import { field } from './fields.js';

export function clarification(page, answer, acts) {
  const { question, missing } = answer.clarification;
  const spec = page.data.inputs[missing[0]];
  const box = h('div', { class: 'clarify', role: 'group', 'aria-label': '请补充' }, h('p', { class: 'ask' }, question));
  if (!spec) return box;
  const tell = (value) => acts.again({ [spec.name]: value }, `${spec.label}：${value}`);
  const choices = spec.type === 'flag' ? ['是', '否'] : spec.choices;
  if (choices.length) {
    box.append(h('div', { class: 'choices' }, choices.map((choice) => button(choice, () => tell(choice), { class: 'choice' }))));
    return box;
  }
  const made = field(spec);
  box.append(h('form', { class: 'inline', onsubmit: (event) => { event.preventDefault(); if (made.read()) tell(made.read()); } },
    h('label', { class: 'hidden', for: made.id }, spec.label), made.element, h('button', { type: 'submit', class: 'primary' }, '继续')));
  return box;
}
