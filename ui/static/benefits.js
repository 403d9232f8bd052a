// 我能领什么: few questions first; further ones only where they decide something.
import { cached, post } from './api.js';
import { calculationBody, conditions } from './cards.js';
import { amountText, badge, button, documentName, h, valueText } from './dom.js';
import { field, labelled } from './fields.js';
import { AUDIENCES } from './calculators.js';

const KEPT = 'policybot.facts';
const FIRST = 5;
const MORE = 4;
const AGAIN = 0.6; // what a second question about the same rule is worth
const OPTIONAL = 0.2; // what an input that may stay out is worth beside one that a rule cannot do without
const EASY = { choice: 1, age: 1, flag: 0.6 }; // what a person can say without looking anything up

export function benefitsView(page) {
  const element = h('section', { class: 'sheet', 'aria-label': '我能领什么' });
  const state = situation();
  const results = h('div', { class: 'results', 'aria-live': 'polite' });
  const form = h('form', { class: 'fields', onsubmit: async (e) => { e.preventDefault(); await compute(); results.scrollIntoView({ block: 'start' }); } });
  let rules = [];
  let turn = 0;

  async function compute() {
    sessionStorage.setItem(KEPT, JSON.stringify(state));
    turn += 1;
    const mine = turn;
    try {
      const report = await post('/api/benefits', { facts: state.facts, audience: state.audience });
      if (mine !== turn) return;
      questions(report);
      results.replaceChildren(...summary(page, report, rules, state));
    } catch (error) {
      if (mine === turn) results.replaceChildren(h('div', { class: 'notice bad', role: 'alert' }, h('p', {}, error.message)));
    }
  }

  /** The fields: what most rules ask for, what was told, and what would decide one of the open rules. */
  function questions(report) {
    const focused = page.root.activeElement && page.root.activeElement.dataset ? page.root.activeElement.dataset.name : '';
    const names = wanted(rules.filter((r) => r.audience.includes(state.audience)), report, state.facts, page.data.inputs);
    form.replaceChildren(...names.map((name) => {
      const spec = page.data.inputs[name];
      const made = field(spec, state.facts[name] === undefined ? '' : state.facts[name], () => {
        if (made.read() === '') delete state.facts[name]; else state.facts[name] = made.read();
        compute();
      });
      made.control.dataset.name = name;
      return labelled(spec, made);
    }), h('button', { type: 'submit', class: 'primary' }, '看能领什么'), button('清空', () => { state.facts = {}; compute(); }, { class: 'quiet' }));
    const again = focused && form.querySelector(`[data-name="${focused}"]`);
    if (again) again.focus();
  }

  const tabs = h('div', { class: 'tabs', role: 'group', 'aria-label': '为谁查' }, Object.entries(AUDIENCES).map(([id, label]) => button(label, () => {
    state.audience = id;
    state.facts = {};
    mark();
    compute();
  }, { class: 'tab', 'data-id': id })));
  const mark = () => { for (const tab of tabs.children) tab.setAttribute('aria-pressed', String(tab.dataset.id === state.audience)); };
  mark();
  element.append(h('h2', {}, '我能领什么'), h('p', { class: 'lead' }, '填几项情况，逐条对照政策；不清楚的可以不填。填写的内容只用来计算。'), tabs, h('div', { class: 'bench wide' }, form, results));
  return {
    element,
    async show() {
      try {
        rules = await cached('/api/rules');
        await compute();
      } catch (error) {
        results.replaceChildren(h('p', { role: 'alert' }, error.message));
      }
    },
  };
}

/** {audience, facts} as filled in, for as long as this tab is open. */
export function situation() {
  const empty = { audience: 'person', facts: {} };
  try {
    return { ...empty, ...JSON.parse(sessionStorage.getItem(KEPT)) };
  } catch {
    return empty;
  }
}

/** What a form may ask for a rule: not what is assumed anyway, nor what only tells one question from another. */
const askable = (rule, inputs) => rule.inputs.filter((i) => !i.assumed && !inputs[i.name].of_question);

/** The first questions: each is easy to say and speaks about many rules, those above all that no earlier one spoke about. */
export function first(rules, inputs) {
  const asked = rules.map((rule) => ({ names: new Map(askable(rule, inputs).map((i) => [i.name, i.optional ? OPTIONAL : 1])), worth: 1 }));
  const names = [];
  const value = (name) => asked.reduce((sum, rule) => sum + (rule.names.get(name) || 0) * rule.worth, 0) * (EASY[inputs[name].type] || 0.2);
  while (names.length < FIRST) {
    const left = [...new Set(asked.flatMap((rule) => [...rule.names.keys()]))].filter((name) => !names.includes(name));
    if (!left.length) break;
    const best = left.reduce((a, b) => (value(b) > value(a) ? b : a));
    names.push(best);
    for (const rule of asked) if (rule.names.has(best)) rule.worth *= AGAIN;
  }
  return names;
}

/**
 * Names of the inputs to show: the first ones, told ones, those that decide a rule about this person, and those by
 * which a rule that fits so far might not.
 */
export function wanted(rules, report, facts, inputs) {
  const count = new Set(rules.flatMap((rule) => askable(rule, inputs).map((i) => i.name)));
  const names = first(rules, inputs);
  for (const name of Object.keys(facts)) if (count.has(name) && !names.includes(name)) names.push(name);
  const fitting = new Set(rules.filter((r) => r.inputs.some((i) => facts[i.name] !== undefined)).map((r) => r.id));
  const open = report.needs.filter((b) => fitting.has(b.rule_id)).map((b) => b.next_input);
  const fits = new Set(report.fits.map((b) => b.rule_id));
  const doubts = rules.filter((r) => fits.has(r.id) && fitting.has(r.id)).flatMap((r) => askable(r, inputs).filter((i) => i.optional && EASY[i.type]).map((i) => i.name));
  let added = 0;
  for (const name of [...open, ...doubts]) {
    if (name && count.has(name) && !names.includes(name) && added < MORE) { names.push(name); added += 1; }
  }
  return names;
}

function summary(page, report, rules, state) {
  const told = Object.keys(state.facts).length;
  if (!told) return [h('p', { class: 'lead' }, '先填一两项，这里就会列出符合的政策和金额。')];
  const card = ([item, rule]) => benefitCard(page, item, rule);
  const [fits, needs, not, over] = groupsOf(report, rules, state.facts);
  return [
    h('p', { class: 'tally' }, h('strong', {}, `可能领到 ${report.fits.length} 项`), needs.items.length > 0 && `还差情况 ${needs.items.length} 项`,
      report.total && h('span', {}, `条件都符合时${report.total.label}：`, h('strong', {}, amountText(report.total)))),
    report.total_words && h('p', { class: 'fine' }, report.total_words),
    report.choose.length > 0 && h('p', { class: 'fine' }, '其中有不能同时享受的，列在下面各项之后。'),
    fits.items.length > 0 && h('section', {}, h('h3', {}, fits.title), fits.items.map(card)),
    report.choose.map((c) => h('div', { class: 'notice unsure' }, h('p', {}, h('strong', {}, '不能同时享受'), c.text))),
    report.caps.map((line) => h('div', { class: 'notice unsure' }, h('p', {}, line))),
    group(needs, card, fits.items.length === 0),
    group(not, card, false),
    group(over, card, false),
    h('p', { class: 'tools' }, button('保存、打印这张清单', () => page.go('#/export/benefits'), { class: 'quiet' })),
    h('p', { class: 'fine' }, page.data.words.disclaimer),
  ].flat().filter(Boolean);
}

/** [{title, items: [[benefit, its rule]]}]: what fits; then, of the rest, only what the told facts speak about. */
export function groupsOf(report, rules, facts) {
  const by = new Map(rules.map((r) => [r.id, r]));
  const paired = (items) => items.filter((b) => by.has(b.rule_id)).map((b) => [b, by.get(b.rule_id)]);
  const about = (items) => paired(items).filter(([, rule]) => rule.inputs.some((i) => facts[i.name] !== undefined && !i.assumed));
  return [
    { title: '可能领到的（还要符合所列条件，以审核为准）', items: paired(report.fits) },
    { title: '还差一项情况就能判断', items: about(report.needs) },
    { title: '不符合', items: about(report.not_eligible) },
    { title: '已经过期，仅供参考', items: about(report.expired) },
  ];
}

function group({ title, items }, card, open) {
  if (!items.length) return null;
  return h('details', { open }, h('summary', {}, `${title}（${items.length}）`), items.map(card));
}

function benefitCard(page, item, rule) {
  const c = item.calculation;
  const amount = c.amount || c.per_unit;
  const open = () => page.panel.open({ passage_id: rule.passages[0], quote: rule.quotes[0].quote, highlight: '' });
  return h('article', { class: 'benefit' },
    h('div', { class: 'line' }, h('h4', {}, item.title), amount && item.status !== 'not' && h('strong', {}, amountText(amount))),
    h('p', { class: 'facts' }, badge(c.validity), h('span', {}, `${documentName(rule.document_title, rule.document_number)} ${rule.locator}`)),
    c.reasons.length > 0 && h('p', {}, c.reasons.join('；')),
    item.question && h('p', { class: 'near-line' }, `还要知道：${item.question}`),
    item.status === 'fits' && c.conditions.length > 0 && conditions(c.conditions),
    h('details', {}, h('summary', {}, item.status === 'fits' ? '怎么算的' : '条件和算法'), calculationBody(item.status === 'fits' ? { ...c, conditions: [] } : c),
      h('p', {}, Object.entries(c.inputs).map(([name, value]) => page.data.inputs[name] && `${page.data.inputs[name].label}：${valueText(value, page.data.inputs[name])}　`)),
      rule.passages.length > 0 && button('看原文', open, { class: 'quiet' })));
}
