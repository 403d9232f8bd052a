export function start(element) { element.querySelector('#policybot').textContent = '政策助手'; }
