// The catalogue: search, validity, full text with a list of its clauses.
import { cached } from './api.js';
import { badge, h } from './dom.js';
import { aboutDocument, articles } from './panel.js';

export function documentsView(page) {
  const element = h('section', { class: 'sheet', 'aria-label': '文件' });
  const shown = catalogue(page);
  return {
    element,
    async show(id) {
      element.replaceChildren(h('p', { class: 'waiting' }, '正在打开…'));
      try {
        if (id) element.replaceChildren(...reader(await cached(`/api/documents/${encodeURIComponent(id)}`)));
        else element.replaceChildren(...await shown());
      } catch (error) {
        element.replaceChildren(h('p', { role: 'alert' }, error.message));
      }
      scrollTo(0, 0);
    },
  };
}

function catalogue(page) {
  let parts = null;
  return async () => {
    if (parts) return parts;
    const documents = await cached('/api/documents');
    const list = h('ul', { class: 'catalogue' });
    const count = h('p', { class: 'fine', role: 'status' });
    const draw = (words) => {
      const found = documents.filter((d) => words.every((word) => `${d.title}${d.number || ''}${d.issuers.join('')}`.includes(word)));
      count.textContent = `共 ${found.length} 份`;
      list.replaceChildren(...found.map((d) => entry(d, documents, words.length > 0)));
    };
    const search = h('input', { id: 'find', type: 'search', placeholder: '题名、文号或发文机关', oninput: () => draw(search.value.trim().split(/\s+/).filter(Boolean)) });
    draw([]);
    parts = [h('h2', {}, '文件'), h('p', { class: 'lead' }, `${page.data.collection}收录的全部文件，可以查看全文。`),
      h('div', { class: 'row' }, h('label', { for: 'find' }, '查找文件'), search), count, list];
    return parts;
  };
}

function entry(doc, documents, flat) {
  const parent = doc.parent && documents.find((d) => d.id === doc.parent);
  const when = doc.issued_on || doc.issued_words;
  return h('li', { class: parent && !flat ? 'child' : '' },
    h('a', { class: 'document', href: `#/documents/${encodeURIComponent(doc.id)}` },
      h('span', { class: 'name' }, doc.title),
      h('span', { class: 'facts' }, badge(doc.validity.state), [doc.number, doc.kind, when].filter(Boolean).map((fact) => h('span', {}, fact)))));
}

function reader(doc) {
  const places = doc.articles.filter((a) => a.kind === 'heading');
  const text = h('div', { class: 'text whole' }, articles(doc));
  const jump = (id) => (event) => { event.preventDefault(); text.querySelector(`[id="a-${id}"]`).scrollIntoView(); };
  return [
    h('p', {}, h('a', { class: 'back', href: '#/documents' }, '← 全部文件')),
    h('h2', {}, doc.title), h('div', { class: 'about plain' }, aboutDocument(doc)),
    ...doc.relations.map((r) => h('div', { class: 'notice unsure' }, h('p', {}, h('strong', {}, '与其他文件的关系'), r.note))),
    doc.children.length ? h('div', { class: 'part' }, h('h3', {}, '包含'), h('ul', {}, doc.children.map((c) => h('li', {}, h('a', { href: `#/documents/${c.id}` }, c.title))))) : '',
    places.length > 3 ? h('details', { class: 'contents' }, h('summary', {}, '目录'), h('ul', {}, places.map((a) => h('li', {}, h('a', { href: '#', onclick: jump(a.id) }, a.text.replace(/\n/g, ' ').slice(0, 60)))))) : '',
    text,
  ];
}
