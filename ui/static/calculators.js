// Each rule as a small form: choose one, fill in what one knows, see the amount and its working.
import { cached, post } from './api.js';
import { calculationBody } from './cards.js';
import { badge, h } from './dom.js';
import { field, labelled } from './fields.js';

export const AUDIENCES = { person: '个人', employer: '企业', institution: '院校和机构' };

export function calculatorsView(page) {
  const element = h('section', { class: 'sheet', 'aria-label': '计算器' });
  return {
    element,
    async show(id) {
      element.replaceChildren(h('p', { class: 'waiting' }, '正在打开…'));
      try {
        const rules = await cached('/api/rules');
        const rule = rules.find((r) => r.id === id);
        element.replaceChildren(...(rule ? calculator(page, rule) : overview(rules)));
      } catch (error) {
        element.replaceChildren(h('p', { role: 'alert' }, error.message));
      }
      scrollTo(0, 0);
    },
  };
}

function overview(rules) {
  const list = h('div', {});
  const draw = (words) => {
    const found = rules.filter((r) => words.every((w) => `${r.title}${r.document_title}${r.document_number || ''}`.includes(w)));
    const groups = new Map();
    for (const rule of found) groups.set(rule.document_title, [...(groups.get(rule.document_title) || []), rule]);
    list.replaceChildren(h('p', { class: 'fine', role: 'status' }, `共 ${found.length} 项`),
      ...[...groups].map(([title, items]) => h('section', { class: 'group' }, h('h3', {}, title),
        h('ul', { class: 'catalogue' }, items.map((rule) => h('li', {}, h('a', { class: 'document', href: `#/calc/${rule.id}` },
          h('span', { class: 'name' }, rule.title),
          h('span', { class: 'facts' }, badge(rule.validity.state), h('span', {}, rule.audience.map((a) => AUDIENCES[a]).join('、')), h('span', {}, rule.locator)))))))));
  };
  const search = h('input', { id: 'find', type: 'search', placeholder: '例如 房租、学徒、博士后', oninput: () => draw(search.value.trim().split(/\s+/).filter(Boolean)) });
  draw([]);
  return [h('h2', {}, '计算器'), h('p', { class: 'lead' }, '选一项补贴或奖励，填上情况，按条款算出金额。'),
    h('div', { class: 'row' }, h('label', { for: 'find' }, '查找'), search), list];
}

function calculator(page, rule) {
  const result = h('div', { class: 'outcome', 'aria-live': 'polite' });
  const rows = rule.inputs.map((spec) => ({ spec, made: field(spec, '', () => compute()) }));
  let turn = 0;
  async function compute() {
    turn += 1;
    const mine = turn;
    const inputs = Object.fromEntries(rows.map(({ spec, made }) => [spec.name, made.read()]).filter(([, value]) => value !== ''));
    try {
      const item = await post('/api/calc', { rule_id: rule.id, inputs });
      if (mine === turn) result.replaceChildren(...outcome(page, item));
    } catch (error) {
      if (mine === turn) result.replaceChildren(h('div', { class: 'notice bad', role: 'alert' }, h('p', {}, error.message)));
    }
  }
  compute();
  const open = () => page.panel.open({ passage_id: rule.passages[0], quote: rule.quotes[0].quote, highlight: '' });
  return [
    h('p', {}, h('a', { class: 'back', href: '#/calc' }, '← 全部计算器')),
    h('h2', {}, rule.title),
    h('p', { class: 'facts' }, badge(rule.validity.state), h('span', {}, `《${rule.document_title}》`), rule.document_number && h('span', {}, rule.document_number), h('span', {}, rule.locator)),
    ['expired', 'superseded'].includes(rule.validity.state) ? h('div', { class: 'notice bad' }, h('p', {}, rule.validity.reason)) : '',
    h('div', { class: 'bench' },
      h('form', { class: 'fields', onsubmit: (e) => { e.preventDefault(); compute(); } }, rows.map(({ spec, made }) => labelled(spec, made, spec.optional || spec.assumed ? '（可不填）' : '')),
        h('button', { type: 'submit', class: 'primary' }, '计算')),
      result),
    h('blockquote', { class: 'basis' }, h('p', {}, `“${rule.quotes[0].quote}”`),
      rule.passages.length > 0 && h('p', {}, h('button', { type: 'button', class: 'quiet', onclick: open }, `看原文：${rule.locator}`))),
  ];
}

function outcome(page, item) {
  const missing = item.missing.map((name) => page.data.inputs[name]).filter(Boolean);
  return [
    h('section', { class: 'calculation', 'aria-label': '结果' }, calculationBody(item),
      missing.length > 0 && h('p', { class: 'near' }, `还要填：${missing.map((spec) => spec.label).join('、')}`)),
  ].filter(Boolean);
}
