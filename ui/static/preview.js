// The host page of the preview: puts the widget's tag on itself, with the look that the address carries.
const script = document.createElement('script');
for (const [name, value] of new URLSearchParams(location.search)) {
  if (/^(site|title|subtitle|avatar|colour|greeting|position|quick)$/.test(name) && value) script.dataset[name] = value;
}
script.src = '/widget.js';
document.body.append(script);
