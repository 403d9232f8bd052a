// What one can do with an answer: say whether it helped, copy, have it read aloud, save or print it.
import { post } from './api.js';
import { asPlain } from './conversation.js';
import { button, h } from './dom.js';

const REASONS = ['金额不对', '条款不对', '没答到点上', '看不懂', '其他'];

export function tools(page, answer) {
  const row = h('div', { class: 'tools' });
  const said = h('span', { class: 'said', role: 'status' });
  const act = (label, run, attributes) => button(label, run, { class: 'quiet', ...attributes });
  row.append(
    feedback(answer, said),
    act('复制', async () => { await copy(asText(answer)); said.textContent = '已复制'; }),
    'speechSynthesis' in window ? speaker(answer) : '',
    act('保存、打印', () => page.go('#/export')),
    said,
    h('span', { class: 'mode' }, modeText(page, answer)));
  return row;
}

/** Who worded the answer. */
export function modeText(page, answer) {
  return answer.mode === 'offline' ? '按条款直接作答' : `模型 ${page.data.model || ''} 作答 · 已逐句核对`;
}

function feedback(answer, said) {
  const box = h('span', { class: 'feedback', role: 'group', 'aria-label': '这个回答有用吗' });
  const send = async (rating, reason) => {
    try {
      await post('/api/feedback', { trace_id: answer.trace_id, rating, reason });
      box.replaceChildren();
      said.textContent = '谢谢，已记下';
    } catch (error) {
      said.textContent = error.message;
    }
  };
  box.append(
    button('有用', () => send('up'), { class: 'quiet' }),
    button('没用', () => box.replaceChildren(h('span', { class: 'why' }, '哪里不对？'),
      ...REASONS.map((reason) => button(reason, () => send('down', reason), { class: 'quiet' }))), { class: 'quiet' }));
  return box;
}

function speaker(answer) {
  const toggle = button('朗读', () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); toggle.textContent = '朗读'; return; }
    const words = new SpeechSynthesisUtterance(asPlain(answer.answer).slice(0, 1500));
    words.lang = 'zh-CN';
    words.rate = 0.95;
    words.onend = () => { toggle.textContent = '朗读'; };
    speechSynthesis.speak(words);
    toggle.textContent = '停止朗读';
  }, { class: 'quiet' });
  return toggle;
}

/** The answer as Markdown with its sources. */
export function asText(answer) {
  const sources = answer.citations.map((c) => `[${c.n}] 《${c.document_title}》${c.document_number || ''} ${c.locator}（${c.source.file} 第${c.source.start_line}–${c.source.end_line}行）`);
  return [`问：${answer.question}`, '', answer.answer, '', ...sources].join('\n');
}

export async function copy(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  const area = h('textarea', { value: text, class: 'hidden' });
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  return undefined;
}
