// 保存和打印: the conversation, or the list of benefits, as one plain page; Markdown to keep.
import { cached, post, remove } from './api.js';
import { block as words } from './answer.js';
import { groupsOf, situation } from './benefits.js';
import { restore, save } from './conversation.js';
import { button, h, uid } from './dom.js';
import { benefitsPaper, conversationPaper, markdown } from './paper.js';
import { copy } from './tools.js';

export function exportView(page) {
  const element = h('section', { class: 'sheet', 'aria-label': '保存和打印' });
  return {
    element,
    async show(what) {
      element.replaceChildren(h('p', { class: 'waiting' }, '正在整理…'));
      try {
        const blocks = what === 'benefits' ? await benefits(page) : conversationPaper(page, restore().turns);
        element.replaceChildren(bar(page, blocks, what), h('section', { class: 'paper', 'aria-label': '要保存或打印的内容' }, blocks.map(node)));
      } catch (error) {
        element.replaceChildren(h('p', { role: 'alert' }, error.message));
      }
      scrollTo(0, 0);
    },
  };
}

async function benefits(page) {
  const { facts, audience } = situation();
  const [rules, report] = await Promise.all([cached('/api/rules'), post('/api/benefits', { facts, audience })]);
  return benefitsPaper(page, report, groupsOf(report, rules, facts), facts);
}

function bar(page, blocks, what) {
  const said = h('span', { class: 'said', role: 'status' });
  const act = (label, run, kind = 'choice') => button(label, run, { class: kind });
  return h('div', { class: 'printbar' },
    h('p', {}, h('a', { class: 'back', href: what === 'benefits' ? '#/benefits' : '#/ask' }, what === 'benefits' ? '← 回到我能领什么' : '← 回到对话')),
    h('div', { class: 'choices' },
      act('打印', () => print()),
      act('存成文件', () => download(markdown(blocks), `${what === 'benefits' ? '我能领什么' : '政策问答'}-${page.data.today}.md`)),
      act('复制全文', async () => { await copy(markdown(blocks)); said.textContent = '已复制'; }),
      what !== 'benefits' && act('删除这次对话', (event) => forget(page, event.currentTarget, said)), said));
}

/** Delete here and on the service; the first press only asks. */
async function forget(page, pressed, said) {
  if (!pressed.dataset.sure) {
    pressed.dataset.sure = '1';
    pressed.textContent = '确定删除，不能恢复';
    return;
  }
  try {
    await remove(`/api/conversations/${restore().session}`);
    if (page.begin) page.begin(); else save({ session: uid(), turns: [] });
    page.go('#/ask');
  } catch (error) {
    said.textContent = error.message;
  }
}

function download(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }));
  const link = h('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

const TAGS = { title: 'h2', question: 'h3', head: 'h4', quote: 'blockquote' };

function node({ kind, text, items }) {
  if (items) return h(kind === 'steps' ? 'ol' : 'ul', { class: kind === 'steps' ? 'steps' : null }, items.map((line) => h('li', {}, line)));
  if (kind === 'words') return h('div', {}, words(text, { citations: [] }, null));
  return h(TAGS[kind] || 'p', { class: `p-${kind}` }, text);
}
