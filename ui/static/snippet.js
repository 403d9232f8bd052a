// Builds the code for a site owner from the form, and shows the widget as it will look.
const form = document.getElementById('form');
const out = (id) => document.getElementById(id);
const here = location.origin;
const LOOK = ['title', 'subtitle', 'avatar', 'colour', 'greeting', 'position', 'quick'];
const SAID = ['title', 'subtitle', 'avatar', 'greeting'];
const USUAL = { colour: '#0f4c86', position: 'right' };

const escaped = (text) => text.replace(/[&"<>]/g, (c) => ({ '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' })[c]);
const quoted = (text) => JSON.stringify(text);

function values() {
  const given = new FormData(form);
  const found = Object.fromEntries([...given].map(([name, value]) => [name, value.trim().replace(/\s+/g, ' ')]));
  found.quick = given.get('quick').split('\n').map((line) => line.replaceAll('|', ' ').trim()).filter(Boolean).slice(0, 6).join('|');
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

function written(name, value) {
  if (name === 'quick') return `[${value.split('|').map(quoted).join(', ')}]`;
  return name === 'position' ? value : quoted(value);
}

function entry(given) {
  const lines = [`  ${given.site}:`, `    origins: [${given.origins.map((item) => quoted(item.replace(/\/$/, ''))).join(', ')}]`];
  for (const name of chosen(given)) lines.push(`    ${name}: ${written(name, given[name])}`);
  return lines.join('\n');
}

let timer = 0;
let shown = '';

/** Shows the widget as it will be; a site that is not registered yet borrows what `default` may ask. */
function preview(given) {
  const query = new URLSearchParams([['site', given.site], ...LOOK.filter((name) => given[name]).map((name) => [name, given[name]])]);
  if (String(query) === shown) return;
  shown = String(query);
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const look = await registered(given.site);
    if (shown !== String(query)) return;
    if (!look) query.set('site', 'default');
    out('preview').src = `/widget/preview?${query}`;
  }, 300);
}

/** The look that the service holds for a site, null for one that it does not know; says which of the two it is. */
async function registered(site) {
  let look = null;
  try {
    const reply = await fetch('/widget/session', { method: 'POST', body: JSON.stringify({ site }) });
    look = reply.ok ? (await reply.json()).site : null;
    out('known').textContent = look ? '这个编号已经登记，没填的项用登记的样子。' : reply.status === 404 ? '这个编号还没有登记：请把下面的登记内容交给运营单位。' : '';
  } catch {
    out('known').textContent = ''; // the service is away: the preview says so
  }
  for (const name of SAID) form.elements[name].placeholder = (look && look[name]) || { title: '政策助手', avatar: '政', greeting: '您好，想了解哪项政策？' }[name] || '不写';
  return look;
}

function draw() {
  const given = values();
  out('problem').textContent = problem(given);
  const site = /^[a-z0-9-]+$/.test(given.site) ? given.site : 'default';
  out('snippet').textContent = `<script src="${here}/widget.js" data-site="${site}"${chosen(given).map((name) => ` data-${name}="${escaped(given[name])}"`).join('')} async></script>`;
  out('frame').textContent = `<iframe src="${here}/embed?site=${site}" title="${escaped(given.title || '政策助手')}" width="400" height="640" style="border:0;max-width:100%"></iframe>`;
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
