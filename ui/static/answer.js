// One answer: the words first, then the working, what to watch out for, the clauses, and what one can do with it.
import { badge, button, documentName, h, marked } from './dom.js';
import { calculations, factChips } from './cards.js';
import { clarification } from './clarify.js';
import { tools } from './tools.js';

export const STATUS = {
  partial: ['部分回答', 'unsure'],
  clarification: ['还差一项情况', 'unsure'],
  unanswerable: ['汇编里没有写', 'unsure'],
  out_of_scope: ['不在回答范围', 'unsure'],
  refused: ['不能照做', 'bad'],
  error: ['出了问题', 'bad'],
};
export const NOTICE = { expired: '已过期', superseded: '已有新规定', conflict: '规定不一致', exclusive: '不能同时享受', ambiguous: '文字不够明确', near_threshold: '差一点到下一档', degraded: '说明' };

/** `acts`: ask(text), correct(facts), again(facts, words), facts set by hand so far. */
export function answerCard(page, answer, acts) {
  const open = (citation) => page.panel.open(citation);
  const status = STATUS[answer.status];
  const blocks = bodyBlocks(answer, page.data.labels);
  const [first, ...rest] = blocks;
  const several = answer.calculations.length > 1;
  return h('article', { class: `answer ${answer.status}`, 'aria-label': '回答' },
    status && h('p', { class: `status ${status[1]}` }, status[0]),
    first && headline(first, answer, open),
    notices(answer, open, true),
    several ? calculations(page, answer, acts, open) : sources(answer.citations.slice(0, 1), open),
    rest.map((text) => block(text, answer, open)),
    answer.clarification && clarification(page, answer, acts),
    !several && calculations(page, answer, acts, open),
    factChips(page, answer, acts),
    notices(answer, open, false),
    several ? sources(answer.citations, open, '依据的条款') : sources(answer.citations.slice(1), open, '相关条款'),
    tools(page, answer));
}

/** The paragraphs of the answer that nothing else on the card says. */
export function bodyBlocks(answer, labels) {
  const told = new Set(answer.notices.map((n) => n.text));
  for (const item of answer.calculations) if (item.note) told.add(item.note);
  const worked = answer.calculations.length ? [labels.steps, labels.conditions, labels.cases] : [];
  return answer.answer.split(/\n{2,}/).map((text) => unlisted(text, answer)).filter((text) => {
    const plain = text.replace(/^⚠ /, '').replace(/(\[\d+\])+$/, '').trim();
    if (!plain || [...told].some((words) => plain.startsWith(words))) return false;
    if (worked.some((label) => label && plain.startsWith(label))) return false;
    if (answer.clarification && plain.endsWith(answer.clarification.question)) return false;
    return !(text.startsWith('>') && [labels.basis, labels.also].some((label) => plain.slice(1).trim().startsWith(label)));
  });
}

/** A paragraph without the list lines that a folded calculation repeats; empty when only its opening words are left. */
function unlisted(text, answer) {
  if (answer.calculations.length < 2) return text;
  const lines = text.split('\n');
  const left = lines.filter((line) => !answer.calculations.some((item) => line.replace(/\*\*/g, '').startsWith(`- ${item.title}`)));
  return left.length < lines.length && left.length === 1 && text !== answer.answer.split(/\n{2,}/)[0] ? '' : left.join('\n');
}

/** The first paragraph; an amount that opens it (**label：amount**) stands large on a line of its own. */
function headline(text, answer, open) {
  const result = /^\*\*([^*：]{1,30})：([^*]{1,60})\*\*(.*)$/s.exec(text);
  if (!result) return h('div', { class: 'headline' }, block(text, answer, open));
  const [, label, amount, rest] = result;
  const about = rest.trim();
  return h('div', { class: 'headline' },
    h('p', { class: 'sum' }, h('span', { class: 'label' }, label), h('span', { class: 'hidden' }, '：'),
      h('strong', {}, amount.split(/(（[^）]*）)/).filter(Boolean).map((part) => h('span', { class: 'whole' }, part)))),
    about && block(about, answer, open));
}

/** The nodes of a paragraph, list or quotation in the answer's small Markdown. */
export function block(text, answer, open) {
  const lines = text.split('\n');
  if (lines.every((line) => line.startsWith('>'))) {
    return [h('blockquote', {}, lines.map((line) => h('p', {}, inline(line.replace(/^> ?/, ''), answer, open))))];
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
export function inline(text, answer, open) {
  return text.split(/(\*\*[^*]+\*\*|(?:\[\d+\])+)/).filter(Boolean).map((part) => {
    if (part.startsWith('**')) return h('strong', {}, part.slice(2, -2));
    if (!/^(\[\d+\])+$/.test(part)) return part;
    const found = part.match(/\d+/g).map((n) => answer.citations.find((c) => c.n === Number(n))).filter(Boolean);
    return found.length ? h('span', { class: 'whole' }, found.map((c) => marker(c, open))) : part;
  });
}

export function marker(citation, open) {
  return button(String(citation.n), () => open(citation), {
    class: 'mark', 'aria-label': `来源${citation.n}：${citation.document_title} ${citation.locator}`,
  });
}

/** The notices that no calculation says. */
export function ownNotices(answer) {
  const inCard = (n) => n.kind === 'ambiguous' && answer.calculations.some((item) => item.ambiguity && n.text.includes(item.ambiguity));
  const nearIn = (n) => n.kind === 'near_threshold' && answer.calculations.some((item) => item.near.includes(n.text));
  return answer.notices.filter((n) => !inCard(n) && !nearIn(n));
}

/** What changes what one may rely on comes first (`grave`), the rest after the working. */
function notices(answer, open, grave) {
  const kinds = ['expired', 'superseded', 'degraded'];
  const shown = ownNotices(answer).filter((n) => kinds.includes(n.kind) === grave);
  return shown.map((n) => h('div', { class: `notice ${grave && n.kind !== 'degraded' ? 'bad' : 'unsure'}` },
    h('p', {}, h('strong', {}, NOTICE[n.kind] || '提示'), ' ', n.text,
      [...new Set(n.citations)].map((number) => answer.citations.find((c) => c.n === number)).filter(Boolean).map((c) => marker(c, open)))));
}

function sources(citations, open, title = '') {
  if (!citations.length) return null;
  return h('section', { class: 'sources', 'aria-label': title || '依据的条款' },
    title && h('h3', {}, title),
    h('ol', {}, citations.map((c) => h('li', {}, sourceButton(c, open)))));
}

function sourceButton(citation, open) {
  return h('button', { type: 'button', class: 'source', 'data-n': citation.n, onclick: () => open(citation) },
    h('span', { class: 'number', 'aria-hidden': 'true' }, citation.n),
    h('span', { class: 'where' },
      h('span', { class: 'locator' }, citation.locator), badge(citation.validity),
      h('span', { class: 'title' }, documentName(citation.document_title, citation.document_number)),
      h('span', { class: 'quote' }, marked(excerpt(citation), citation.highlight))),
    h('span', { class: 'more', 'aria-hidden': 'true' }, '看原文'));
}

/** The clause around its answering sentence, short enough for a card. */
function excerpt(citation) {
  const { quote, highlight } = citation;
  const at = quote.indexOf(highlight);
  if (quote.length <= 150 || at < 0) return quote.length <= 150 ? quote : `${quote.slice(0, 150)}…`;
  const from = at > 40 ? at - 24 : 0;
  const to = Math.min(quote.length, at + Math.max(highlight.length, 110));
  return `${from ? '…' : ''}${quote.slice(from, to)}${to < quote.length ? '…' : ''}`;
}
