// Form fields for the inputs of rules.
import { button, h, rounded, uid } from './dom.js';

const HINTS = { money: '例如 30万、3500', rate: '例如 50%', months: '例如 18个月、一年半', years: '例如 3年', days: '例如 10天', age: '例如 35', date: '例如 2024-03-01', count: '例如 3' };
const UNITS = { money: '元', rate: '%', months: '个月', years: '年', days: '天', age: '岁' };

/** A select, a pair of buttons or a text field for one input; `read()` gives its text ('' when empty). */
export function field(spec, value = '', onchange = () => {}) {
  const id = `f-${uid()}`;
  if (spec.type === 'choice' || spec.type === 'flag') {
    const options = spec.type === 'flag' ? [['是', '是'], ['否', '否']] : spec.choices.map((c) => [c, c]);
    const now = value === true ? '是' : value === false ? '否' : String(value);
    const control = h('select', { id, onchange }, h('option', { value: '' }, '请选择'),
      options.map(([v, label]) => h('option', { value: v, selected: v === now }, label)));
    return { id, control, element: control, read: () => control.value };
  }
  const unit = UNITS[spec.type] || spec.unit;
  const control = h('input', {
    id, type: 'text', value: spec.type === 'money' && value !== '' ? rounded(value) : String(value), onchange, placeholder: HINTS[spec.type] || '', autocomplete: 'off',
    inputmode: ['age', 'count'].includes(spec.type) ? 'numeric' : 'text',
  });
  return { id, control, element: h('span', { class: 'measure' }, control, unit && h('span', { class: 'unit' }, unit)), read: () => control.value.trim() };
}

/** A field in place of a chip: choosing or Enter applies it, Escape gives it up. */
export function editor(spec, value, apply, cancel) {
  const made = field(spec, value, () => { if (made.control.tagName === 'SELECT' && made.read()) apply(made.read()); });
  const element = h('span', { class: 'editing' }, h('label', { for: made.id }, spec.label), made.element,
    made.control.tagName === 'INPUT' && button('重算', () => apply(made.read()), { class: 'primary small' }),
    button('取消', cancel, { class: 'quiet small' }));
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') cancel();
    if (event.key === 'Enter' && event.target === made.control) { event.preventDefault(); if (made.read()) apply(made.read()); }
  });
  return element;
}

/** A labelled row of a form. */
export function labelled(spec, made, note = '') {
  return h('div', { class: 'row' }, h('label', { for: made.id }, spec.question || spec.label, note && h('span', { class: 'optional' }, note)), made.element);
}
