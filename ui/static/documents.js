import { h } from './dom.js';
export function documentsView() { return { element: h('section', {}, '即将开放'), show() {} }; }
