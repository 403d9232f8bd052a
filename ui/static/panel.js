// The clause behind a number: the document's full text beside the answer, the quoted sentence highlighted.
import { cached } from './api.js';
import { badge, button, h, lines, locate } from './dom.js';
import { copy } from './tools.js';

export function sourcePanel(page) {
  const body = h('div', { class: 'text', tabindex: '0', role: 'region', 'aria-label': '文件全文' });
  const head = h('div', { class: 'about' });
  const close = button('关闭', shut, { class: 'quiet shut' });
  const title = h('h2', { id: 'source-title' });
  const element = h('dialog', { class: 'panel', 'aria-labelledby': 'source-title' },
    h('div', { class: 'panelbar' }, title, close), head, body);
  let from = null;

  element.addEventListener('cancel', (event) => { event.preventDefault(); shut(); });
  element.addEventListener('keydown', (event) => { if (event.key === 'Escape') shut(); });

  function shut() {
    if (!element.open) return;
    element.close();
    page.root.querySelector('.frame').classList.remove('beside');
    if (from && from.isConnected) from.focus();
    from = null;
  }

  /** `citation` needs passage_id alone; quote and highlight narrow what is marked. */
  async function open(citation) {
    if (!element.open) {
      from = page.root.activeElement;
      if (matchMedia('(min-width: 1000px)').matches) {
        page.root.querySelector('.frame').classList.add('beside');
        element.show();
      } else element.showModal();
    }
    title.textContent = '原文';
    head.replaceChildren();
    body.replaceChildren(h('p', { class: 'waiting' }, '正在打开原文…'));
    try {
      const passage = await cached(`/api/passages/${encodeURIComponent(citation.passage_id)}`);
      const document = await cached(`/api/documents/${encodeURIComponent(passage.document_id)}`);
      fill(passage, document, citation);
    } catch (error) {
      body.replaceChildren(h('p', { role: 'alert' }, error.message));
    }
    close.focus();
  }

  function fill(passage, doc, citation) {
    title.textContent = doc.title;
    head.replaceChildren(...aboutDocument(doc), placeLine(passage, doc, citation));
    const quote = citation.quote || passage.text;
    const parts = articles(doc, passage.article_id, quote, citation.highlight);
    body.replaceChildren(...parts);
    const target = body.querySelector('mark') || body.querySelector('.cited') || body.firstChild;
    const cited = body.querySelector('.cited');
    const at = cited && cited.offsetHeight < body.clientHeight * 0.6 ? cited : target;
    if (at) requestAnimationFrame(() => { body.scrollTop = at.getBoundingClientRect().top - body.getBoundingClientRect().top + body.scrollTop - 8; });
  }

  function placeLine(passage, doc, citation) {
    const said = h('span', { role: 'status', class: 'said' });
    const link = `${location.origin}${location.pathname}#/source/${encodeURIComponent(passage.id)}`;
    return h('div', { class: 'place' },
      h('p', {}, h('strong', {}, passage.locator), ` · 汇编原文${lines(citation.source || passage.source)}`),
      h('p', { class: 'acts' },
        button('复制链接', async () => { await copy(link); said.textContent = '已复制'; }, { class: 'quiet small' }),
        button('复制条文', async () => { await copy(`${passage.text}\n——《${doc.title}》${doc.number || ''} ${passage.locator}`); said.textContent = '已复制'; }, { class: 'quiet small' }), said));
  }

  return { element, open, close: shut };
}

/** 文号, issuer, date, validity and the reason for it. */
export function aboutDocument(doc) {
  const facts = [doc.number, doc.issuers.join('、'), doc.issued_on || doc.issued_words].filter(Boolean);
  return [
    h('p', { class: 'facts' }, badge(doc.validity.state), facts.map((fact) => h('span', {}, fact))),
    doc.validity.reason && h('p', { class: 'reason' }, doc.validity.reason),
  ].filter(Boolean);
}

/** The whole document; the cited article carries the quote, and in it the answering sentence. */
export function articles(doc, citedId = '', quote = '', highlight = '') {
  const printed = new Set(doc.articles.filter((a) => a.kind === 'heading').map((a) => squashed(a.text)));
  let above = [];
  return doc.articles.flatMap((article) => {
    const fresh = article.headings.filter((heading, i) => above[i] !== heading && !printed.has(squashed(heading)));
    above = article.headings;
    const cited = article.id === citedId;
    const text = cited ? withMarks(article.text, quote, highlight) : [article.text];
    const kind = squashed(article.text) === squashed(doc.title) ? 'doctitle' : article.kind;
    return [
      ...fresh.map((heading) => h('p', { class: 'heading' }, heading)),
      h('div', { class: `article ${kind}${cited ? ' cited' : ''}`, id: `a-${article.id}`, role: cited ? 'group' : null, 'aria-label': cited ? `引用的条款：${article.locator}` : null }, text),
      article.gap_after ? h('p', { class: 'gap' }, '（此处原件有缺文）') : null,
    ].filter(Boolean);
  });
}

const squashed = (text) => text.replace(/\s/g, '');

/** The quoted words underlaid, the answering sentence marked. */
function withMarks(text, quote, highlight) {
  const outer = locate(text, quote) || [0, text.length];
  const inner = highlight ? locate(text.slice(...outer), highlight) : [0, outer[1] - outer[0]];
  if (!inner) return [text.slice(0, outer[0]), h('span', { class: 'quoted' }, text.slice(...outer)), text.slice(outer[1])];
  const [a, b] = [outer[0] + inner[0], outer[0] + inner[1]];
  return [text.slice(0, outer[0]),
    h('span', { class: 'quoted' }, text.slice(outer[0], a), h('mark', {}, text.slice(a, b)), text.slice(b, outer[1])),
    text.slice(outer[1])];
}
