// One answer inside its bubble: the words, the working, what to watch out for, and the clauses it rests on.

const STATUS = {
  partial: '部分回答', clarification: '还差一项情况', unanswerable: '文件里没有写', out_of_scope: '不在回答范围', refused: '不能照做', error: '出了问题',
};
const NOTICE = { expired: '已过期', superseded: '已有新规定', conflict: '规定不一致', exclusive: '不能同时享受', ambiguous: '请核实', near_threshold: '差一点到下一档', degraded: '说明' };
const GRAVE = ['expired', 'superseded', 'degraded'];

/** `context`: base (address of the service), labels, reply(choice) for the question back. */
function answerNode(answer, context) {
  const sources = h('ol', { class: 'sources', 'aria-label': '依据的条款' });
  const open = (n) => {
    const item = sources.querySelector(`[data-n="${n}"]`);
    if (item) { item.open = true; item.querySelector('summary').focus(); item.scrollIntoView({ block: 'nearest' }); }
  };
  answer.citations.forEach((citation, index) => sources.append(h('li', {}, source(citation, index === 0, context))));
  const said = (kind) => answer.notices.filter((n) => GRAVE.includes(n.kind) === kind).map((n) => notice(n, answer, open));
  return h('div', { class: 'answer' },
    STATUS[answer.status] && h('p', { class: `state ${answer.status}` }, STATUS[answer.status]),
    said(true),
    bodyBlocks(answer, context.labels).map((text, index) => (index ? block(text, answer, open) : headline(text, answer, open))),
    answer.calculations.map((item) => calculation(item, answer, open)),
    answer.clarification && question(answer, context),
    answer.citations.length > 0 && h('p', { class: 'caption' }, '依据的条款（点开看原文）'),
    answer.citations.length > 0 && sources,
    said(false));
}

/** The paragraphs of the answer that no card and no source below says again. */
function bodyBlocks(answer, labels) {
  const told = new Set([...answer.notices.map((n) => n.text), ...answer.calculations.map((item) => item.note)]);
  const worked = answer.calculations.length ? [labels.steps, labels.conditions, labels.cases] : [];
  return answer.answer.split(/\n{2,}/).filter((text) => {
    const plain = text.replace(/^⚠ /, '').replace(/(\[\d+\])+$/, '').trim();
    if (!plain || told.has(plain) || worked.some((label) => label && plain.startsWith(label))) return false;
    if (answer.clarification && plain.endsWith(answer.clarification.question)) return false;
    return !(text.startsWith('>') && [labels.basis, labels.also].some((label) => label && plain.slice(1).trim().startsWith(label)));
  });
}

/** The first paragraph; an amount that opens it (**label：amount**) stands large on a line of its own. */
function headline(text, answer, open) {
  const result = /^\*\*([^*：]{1,30})：([^*]{1,60})\*\*(.*)$/s.exec(text);
  if (!result) return block(text, answer, open);
  const [, label, amount, rest] = result;
  return h('div', { class: 'headline' }, h('p', { class: 'caption' }, label, h('span', { class: 'hidden' }, '：')),
    h('p', {}, h('strong', {}, amount), /^(\[\d+\])+$/.test(rest) && inline(rest, answer, open)), !/^(\[\d+\])*$/.test(rest.trim()) && block(rest.trim(), answer, open));
}

/** A paragraph, list or quotation of the answer's small Markdown. */
function block(text, answer, open) {
  const lines = text.split('\n');
  if (lines.every((line) => line.startsWith('>'))) {
    return h('blockquote', {}, lines.map((line) => h('p', {}, inline(line.replace(/^> ?/, ''), answer, open))));
  }
  const out = [];
  let list = null;
  for (const line of lines) {
    if (/^[-*] /.test(line)) {
      if (!list) out.push(list = h('ul', {}));
      list.append(h('li', {}, inline(line.slice(2), answer, open)));
    } else if (line.trim()) {
      list = null;
      out.push(h('p', {}, inline(line.replace(/^#+ /, ''), answer, open)));
    }
  }
  return out;
}

/** **bold** and [1] marks; everything else is text. */
function inline(text, answer, open) {
  return text.split(/(\*\*[^*]+\*\*|\[\d+\])/).filter(Boolean).map((part) => {
    if (part.startsWith('**') && part.length > 4) return h('strong', {}, part.slice(2, -2));
    const found = /^\[\d+\]$/.test(part) && answer.citations.find((c) => c.n === Number(part.slice(1, -1)));
    return found ? mark(found, open) : part;
  });
}

function mark(citation, open) {
  return button(citation.n, () => open(citation.n), { class: 'mark', 'aria-label': `看来源${citation.n}：${citation.locator}` });
}

function notice(item, answer, open) {
  const marks = item.citations.map((n) => answer.citations.find((c) => c.n === n)).filter(Boolean).map((c) => mark(c, open));
  return h('p', { class: `notice ${item.kind}` }, h('strong', {}, NOTICE[item.kind] || '提示'), ' ', item.text, marks);
}

/** Title, place and validity of a clause; opened, its words and the way to the full text. */
function source(citation, first, context) {
  const number = citation.document_number ? ` ${citation.document_number}` : '';
  const link = `${context.base}/#/source/${encodeURIComponent(citation.passage_id)}`;
  return h('details', { class: 'source', 'data-n': citation.n, open: first },
    h('summary', {}, h('span', { class: 'number', 'aria-hidden': 'true' }, citation.n),
      h('span', { class: 'where' }, h('span', {}, `《${citation.document_title.replace(/^《|》$/g, '')}》${number}`),
        h('span', { class: 'locator' }, citation.locator, ' ', badge(citation.validity)))),
    h('blockquote', {}, marked(excerpt(citation, first), citation.highlight)),
    h('a', { href: link, target: '_blank', rel: 'noopener' }, '看文件全文', h('span', { class: 'hidden' }, '（在新窗口打开）')));
}

/** The clause; one that stands open by itself is cut to the part around its answering sentence. */
function excerpt({ quote, highlight }, short) {
  const at = Math.max(0, quote.indexOf(highlight));
  if (!short || quote.length <= 180) return quote;
  const from = at > 40 ? at - 24 : 0;
  const to = Math.min(quote.length, at + Math.max(highlight.length, 120));
  return `${from ? '…' : ''}${quote.slice(from, to)}${to < quote.length ? '…' : ''}`;
}

const WITHOUT = { case_by_case: '没有固定金额', qualified: '就您说的情况看符合条件', not_eligible: '不符合条件' };

/** A calculation: title and amount, then how it came about. */
function calculation(item, answer, open) {
  const amount = item.amount || item.per_unit;
  const marks = item.citations.slice(0, 2).map((n) => answer.citations.find((c) => c.n === n)).filter(Boolean).map((c) => mark(c, open));
  const alone = answer.calculations.length === 1;
  const said = alone && item.amount && answer.answer.split('\n')[0].includes(item.amount.value);
  const head = [h('span', { class: 'title' }, item.title), amount && h('strong', { class: 'amount' }, amount.label && amount.label !== item.title && h('span', { class: 'label' }, amount.label), amountText(amount)),
    !amount && WITHOUT[item.outcome] && h('span', { class: 'amount' }, WITHOUT[item.outcome])];
  const body = [
    item.reasons.length > 0 && part('原因', item.reasons),
    item.steps.length > 0 && part('怎么算的', item.steps),
    item.cases.length > 0 && h('table', {}, h('tbody', {}, item.cases.map((row) => h('tr', {},
      h('th', { scope: 'row' }, row.case), h('td', {}, amountText(row.amount)))))),
    item.near.length > 0 && h('p', { class: 'near' }, item.near.join(' ')),
    item.conditions.length > 0 && h('details', { class: 'conditions' }, h('summary', {}, `还须同时符合（${item.conditions.length}项）`),
      h('ul', {}, item.conditions.map((line) => h('li', {}, line)))),
    item.note && h('p', { class: 'note' }, item.note),
  ];
  if (!alone) return h('details', { class: 'card' }, h('summary', { class: 'result' }, head), body, h('p', {}, '依据', marks));
  return h('section', { class: 'card', 'aria-label': `计算：${item.title}` }, !said && h('div', { class: 'result' }, head, marks), body);
}

function part(title, lines) {
  return h('div', { class: 'part' }, h('p', { class: 'caption' }, title), h('ul', {}, lines.map((line) => h('li', {}, line))));
}

/** The one question back, with ready replies where there are some. */
function question(answer, context) {
  return h('div', { class: 'back', role: 'group', 'aria-label': '请补充' }, h('p', {}, answer.clarification.question),
    answer.choices.length > 0 && h('div', { class: 'quick' }, answer.choices.map((choice) => button(choice.value, () => context.reply(choice), { class: 'chip' }))));
}
