// The working of an amount, and what was understood about the person; both can be corrected.
import { amountShort, amountText, badge, h, valueText } from './dom.js';
import { editor } from './fields.js';
import { marker } from './answer.js';

/** All calculations of an answer: one stands open, several are folded under their amounts. */
export function calculations(page, answer, acts, open) {
  const all = answer.calculations;
  if (all.length < 2) return all.map((item) => calculationCard(page, item, { answer, acts, open, alone: true }));
  return h('div', { class: 'several' }, all.map((item, i) => h('details', { class: 'fold', open: i === 0 && all.length < 4 },
    h('summary', {}, h('span', { class: 'name' }, item.title, item.validity === 'expired' || item.validity === 'superseded' ? badge(item.validity) : null), amountLine(item)),
    calculationCard(page, item, { answer, acts, open, alone: false }))));
}

/** One calculation: amount, the values it rests on (each can be changed), steps, conditions. */
export function calculationCard(page, item, { answer, acts, open, alone }) {
  const marks = item.citations.map((n) => answer.citations.find((c) => c.n === n)).filter(Boolean).slice(0, 3);
  const chips = chipRow(page, item.inputs, acts);
  const said = alone && item.amount !== null && answer.answer.split('\n')[0].includes(item.amount.value);
  return h('section', { class: 'calculation', 'aria-label': `计算：${item.title}` },
    alone && !said && h('div', { class: 'result' }, h('h3', {}, item.title, marks.map((c) => marker(c, open))), amountLine(item)),
    chips && h('div', { class: 'based' }, h('span', { class: 'caption' }, '按这些情况算（点一下可改）'), chips),
    workings(item),
    h('p', { class: 'links' }, h('a', { href: `#/calc/${item.rule_id}` }, '在计算器里打开'), !alone && marks.map((c) => marker(c, open))));
}

/** Reasons, steps, cases, near thresholds, conditions. */
function workings(item) {
  return [
    item.reasons.length > 0 && part('原因', item.reasons),
    item.steps.length > 0 && h('div', { class: 'part' }, h('h4', {}, '怎么算的'), h('ol', { class: 'steps' }, item.steps.map((s) => h('li', {}, s)))),
    item.cases.length > 0 && casesTable(item),
    item.near.length > 0 && h('p', { class: 'near' }, item.near.join(' ')),
    item.conditions.length > 0 && conditions(item.conditions),
    item.ambiguity && h('p', { class: 'note' }, h('strong', {}, '文字不够明确：'), item.ambiguity),
    item.note && h('p', { class: 'note' }, item.note),
  ];
}

/** A calculation without an answer around it: amount first, then the working. */
export function calculationBody(item) {
  return [amountLine(item) && h('div', { class: 'result' }, amountLine(item)), workings(item)];
}

/** What nobody has checked yet. */
export const conditions = (lines) => part('还要同时符合', lines, 'ticks');

function part(title, lines, kind = '') {
  return h('div', { class: 'part' }, h('h4', {}, title), h('ul', { class: kind }, lines.map((line) => h('li', {}, line))));
}

const WITHOUT = { case_by_case: '没有固定金额', qualified: '就您说的情况看符合条件', not_eligible: '不符合条件' };

function amountLine(item) {
  const amount = item.amount || item.per_unit;
  if (!amount) return item.outcome in WITHOUT ? h('p', { class: `amount${item.outcome === 'qualified' ? '' : ' none'}` }, WITHOUT[item.outcome]) : null;
  const short = amountShort(amount);
  return h('p', { class: `amount${item.outcome === 'not_eligible' ? ' none' : ''}` },
    h('span', { class: 'label' }, amount.label), h('strong', {}, amountText(amount)), short && h('span', { class: 'short' }, short));
}

function casesTable(item) {
  return h('div', { class: 'part' }, h('h4', {}, '按不同情况'),
    h('table', { class: 'cases' }, h('tbody', {}, item.cases.map((row) => h('tr', {},
      h('th', { scope: 'row' }, row.case), h('td', {}, amountText(row.amount)))))));
}

/** Chips of named values; pressing one opens its field in place. */
function chipRow(page, values, acts) {
  const names = Object.keys(values).filter((name) => page.data.inputs[name]);
  if (!names.length) return null;
  const row = h('div', { class: 'chips' });
  for (const name of names) row.append(chip(page, name, values[name], acts));
  return row;
}

function chip(page, name, value, acts) {
  const spec = page.data.inputs[name];
  const shown = h('button', { type: 'button', class: 'chip', 'data-name': name },
    h('span', { class: 'key' }, spec.label), h('span', { class: 'value' }, valueText(value, spec)),
    h('span', { class: 'pen', 'aria-hidden': 'true' }, '改'));
  shown.addEventListener('click', () => {
    const field = editor(spec, value, (changed) => acts.correct({ [name]: changed }), () => field.replaceWith(shown));
    shown.replaceWith(field);
    field.querySelector('select, input, button').focus();
  });
  return shown;
}

/** What was understood about the person or set by hand, where no calculation shows it already. */
export function factChips(page, answer, acts) {
  const shown = new Set(answer.calculations.flatMap((item) => Object.keys(item.inputs)));
  const read = Object.fromEntries((answer.facts || []).map((f) => [f.name, f.value]));
  const rest = Object.fromEntries(Object.entries({ ...read, ...acts.facts }).filter(([name]) => !shown.has(name)));
  const row = chipRow(page, rest, acts);
  return row && h('div', { class: 'based' }, h('span', { class: 'caption' }, '我理解的情况（点一下可改）'), row);
}
