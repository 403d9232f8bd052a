// What is saved or printed, as plain blocks {kind, text | items}: a conversation, or the list of benefits.
import { bodyBlocks, NOTICE, ownNotices, STATUS } from './answer.js';
import { amountShort, amountText, documentName, lines, stateText, valueText } from './dom.js';
import { modeText } from './tools.js';

const block = (kind, text) => ({ kind, text });
const list = (kind, items) => ({ kind, items });
const titled = (title, kind, items) => (items.length ? [block('strong', title), list(kind, items)] : []);

/** All turns that were answered; `day` is today's. */
export function conversationPaper(page, turns) {
  const answered = turns.filter((turn) => turn.answer);
  return [block('title', `${page.data.city}政策助手：问答记录`), origin(page), answered.flatMap((turn) => turnPaper(page, turn)), block('fine', page.data.words.disclaimer)].flat();
}

function origin(page) {
  return block('fine', `依据：${page.data.collection}。打印或保存日期：${page.data.today}。`);
}

function turnPaper(page, { answer, shown, question, day }) {
  const status = STATUS[answer.status];
  const said = shown && shown !== question ? `${question}（${shown}）` : question;
  return [
    block('question', `问：${said}`),
    block('fine', [day && `提问日期 ${day}`, answer.as_of && `按 ${answer.as_of} 的政策回答`, modeText(page, answer)].filter(Boolean).join(' · ')),
    status && block('strong', status[0]),
    bodyBlocks(answer, page.data.labels).map((text) => block('words', text)),
    answer.clarification && block('p', answer.clarification.question),
    answer.calculations.flatMap((item) => [block('head', `计算：${item.title}`), ...workings(page, item, saidBy(answer, item))]),
    ownNotices(answer).map((n) => block('p', `【${NOTICE[n.kind] || '提示'}】${n.text}`)),
    answer.citations.length > 0 && block('head', '依据的条款'),
    answer.citations.flatMap((c) => clause(`[${c.n}] `, c, c.quote, lines(c.source))),
  ].flat().filter(Boolean);
}

/** Where a clause stands, then its words. */
function clause(mark, place, quote, where = '') {
  const name = documentName(place.document_title, place.document_number);
  return [block('place', `${mark}${name} ${place.locator}（${[stateText(place.validity), where && `汇编原文${where}`].filter(Boolean).join('，')}）`), block('quote', quote)];
}

/** Whether the answer's first line is this amount already. */
const saidBy = (answer, item) => answer.calculations.length === 1 && item.amount !== null && answer.answer.split('\n')[0].includes(item.amount.value);

/** Amount, the values it rests on, steps, cases, reasons, conditions, doubts. */
function workings(page, item, said = false) {
  const amount = item.amount || item.per_unit;
  const inputs = Object.entries(item.inputs).filter(([name]) => page.data.inputs[name]);
  const short = amount && amountShort(amount);
  return [
    amount && !said && block('amount', `${amount.label}：${amountText(amount)}${short ? `（${short}）` : ''}`),
    inputs.length > 0 && block('p', `按这些情况算：${inputs.map(([name, value]) => `${page.data.inputs[name].label} ${valueText(value, page.data.inputs[name])}`).join('；')}`),
    titled('怎么算的', 'steps', item.steps),
    titled('按不同情况', 'list', item.cases.map((row) => `${row.case}：${amountText(row.amount)}`)),
    titled('原因', 'list', item.reasons),
    item.near.map((line) => block('p', line)),
    titled('还要同时符合', 'list', item.conditions),
    item.ambiguity && block('p', `文字不够明确：${item.ambiguity}`),
    item.note && block('p', item.note),
  ].flat().filter(Boolean);
}

/** The benefits of a person: what was told, what fits, what cannot be had together, every clause. */
export function benefitsPaper(page, report, groups, facts) {
  const told = Object.entries(facts).map(([name, value]) => `${page.data.inputs[name].label}：${valueText(value, page.data.inputs[name])}`);
  return [
    block('title', `${page.data.city}政策助手：我能领什么`), origin(page), block('fine', `按 ${report.as_of} 的政策对照。`),
    titled('填写的情况', 'list', told),
    report.total && block('amount', `${report.total.label}：${amountText(report.total)}`),
    report.total_words && block('fine', report.total_words),
    report.choose.flatMap((c) => [block('p', `【不能同时享受】${c.text}`), c.quote && block('quote', c.quote)]),
    report.caps.map((line) => block('p', line)),
    groups.flatMap(({ title, items }) => (items.length ? [block('question', `${title}（${items.length}项）`), ...items.flatMap((pair) => benefitPaper(page, ...pair))] : [])),
    block('fine', page.data.words.disclaimer),
  ].flat().filter(Boolean);
}

function benefitPaper(page, item, rule) {
  return [
    block('head', item.title),
    item.question && block('p', `还要知道：${item.question}`),
    ...workings(page, item.calculation),
    ...rule.quotes.slice(0, 1).flatMap((q) => clause('', { ...rule, locator: q.locator, validity: item.calculation.validity }, q.quote)),
  ].filter(Boolean);
}

const escaped = (text) => text.replace(/[\\`*_<&~]/g, '\\$&').replace(/\]\(/g, ']\\(').replace(/^(\s*)([#>+|=-])/gm, '$1\\$2');
const kept = (text) => text.replace(/[<&`]/g, '\\$&').replace(/\]\(/g, ']\\(');
const MARKDOWN = {
  title: (text) => `# ${escaped(text)}`,
  question: (text) => `## ${escaped(text).replace(/\n/g, ' ')}`,
  head: (text) => `### ${escaped(text)}`,
  strong: (text) => `**${escaped(text)}**`,
  amount: (text) => `**${escaped(text)}**`,
  words: kept, // Markdown already
  quote: (text) => text.split('\n').map((line) => `> ${escaped(line)}`).join('  \n'),
};

/** The blocks as Markdown. Whatever people or documents wrote is text in it, never markup or HTML. */
export function markdown(blocks) {
  return `${blocks.map(({ kind, text, items }) => {
    if (kind === 'steps') return items.map((line, i) => `${i + 1}. ${escaped(line)}`).join('\n');
    if (kind === 'list') return items.map((line) => `- ${escaped(line)}`).join('\n');
    return (MARKDOWN[kind] || escaped)(text);
  }).join('\n\n')}\n`;
}
