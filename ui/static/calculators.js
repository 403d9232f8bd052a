import { h } from './dom.js';
export function calculatorsView() { return { element: h('section', {}, '即将开放'), show() {} }; }
