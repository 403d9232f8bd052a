// Builds the code for a site owner from the form, and shows the widget as it will look.
const form = document.getElementById('form');
const out = (id) => document.getElementById(id);
const here = location.origin;
const LOOK = ['title', 'subtitle', 'avatar', 'colour', 'greeting', 'position'];
const USUAL = { colour: '#0f4c86', position: 'right' };

const escaped = (text) => text.replace(/[&"<>]/g, (c) => ({ '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' })[c]);
const quoted = (text) => JSON.stringify(text);

function values() {
  const found = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim().replace(/\s+/g, ' ')]));
  found.origins = found.origin.split(/[\s,，]+/).filter(Boolean);
  return found;
}

/** What does not fit, in one line; empty when all is well. */
function problem(given) {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(given.site)) return '网站编号只能用小写字母、数字和连字符，最多 40 个字符。';
  const wrong = given.origins.find((item) => { try { return new URL(item).origin !== item.replace(/\/$/, '').toLowerCase() || !/^https?:/.test(item); } catch { return true; } });
  return wrong ? `网站地址“${wrong}”应写成 https://www.example.cn 的样子，不带路径。` : '';
}

function chosen(given) {
  return LOOK.filter((name) => given[name] && given[name] !== USUAL[name]);
}

function entry(given) {
  const lines = [`  ${given.site}:`, `    origins: [${given.origins.map((item) => quoted(item.replace(/\/$/, ''))).join(', ')}]`];
  for (const name of chosen(given)) lines.push(`    ${name}: ${name === 'position' ? given[name] : quoted(given[name])}`);
  return lines.join('\n');
}

let timer = 0;
let shown = '';

function preview(given) {
  const query = new URLSearchParams(LOOK.filter((name) => given[name]).map((name) => [name, given[name]]));
  const address = `/widget/preview?${query}`;
  if (address === shown) return;
  shown = address;
  clearTimeout(timer);
  timer = setTimeout(() => { out('preview').src = address; }, 300);
}

function draw() {
  const given = values();
  out('problem').textContent = problem(given);
  const site = /^[a-z0-9-]+$/.test(given.site) ? given.site : 'default';
  out('snippet').textContent = `<script src="${here}/widget.js" data-site="${site}"${chosen(given).map((name) => ` data-${name}="${escaped(given[name])}"`).join('')} async></script>`;
  out('frame').textContent = `<iframe src="${here}/embed?site=${site}" title="${escaped(given.title || '政策助手')}" width="400" height="640" style="border:0"></iframe>`;
  out('policy').textContent = `script-src ${here}; connect-src ${here};\n（用 iframe 时：frame-src ${here};）`;
  out('entry').textContent = entry({ ...given, site });
  preview(given);
}

async function copy(id) {
  const said = out('copied');
  try {
    await navigator.clipboard.writeText(out(id).textContent);
    said.textContent = '已复制';
  } catch {
    getSelection().selectAllChildren(out(id)); // no permission: select it, so that Ctrl+C copies
    said.textContent = '已选中，请按 Ctrl+C 复制';
  }
  setTimeout(() => { said.textContent = ''; }, 2500);
}

form.addEventListener('input', draw);
form.addEventListener('submit', (event) => event.preventDefault());
for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', () => copy(button.dataset.copy));
draw();
