import { h } from './dom.js';
export function benefitsView() { return { element: h('section', {}, '即将开放'), show() {} }; }
