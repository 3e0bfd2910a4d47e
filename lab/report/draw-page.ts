import type { Report } from './report.ts'
import { escape, short } from './svg.ts'

/** One page that needs no other file: it can be mailed, and opened in ten years. @param charts SVG, in order */
export function drawPage(report: Report, charts: readonly string[]): string {
  const { experiment, findings, marks, machine, held } = report
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(experiment.title)} · Cairn lab</title><style>${style}</style></head><body><main>
<p class="over">Cairn lab · session ${experiment.session} · <code>npm run lab -- ${experiment.name}</code></p>
<h1>${escape(experiment.title)}</h1>
<p class="question">${escape(experiment.question)}</p>
<section class="verdict ${held ? 'held' : 'broken'}"><h2>${held ? 'It held.' : 'It did not hold.'}</h2>
<ul>${findings.claims.map(drawClaim).join('')}</ul></section>
<section><h2>What it cost</h2><dl>${findings.figures.map(drawFigure).join('')}</dl><p>${escape(findings.lesson)}</p></section>
<section><h2>What one saw</h2>${charts.map((chart) => `<figure>${chart}</figure>`).join('')}</section>
<section><h2>What was done</h2><ol class="marks">${marks.map(drawMark).join('')}</ol></section>
<footer>${escape(report.begun.slice(0, 16).replace('T', ' '))} UTC · ${report.seconds} s · ${machine.cores} cores, ${short(machine.memoryMiB / 1024)} GiB · Node ${escape(machine.node)}. Everything ran on one machine, load included: trust ratios, not absolutes.</footer>
</main></body></html>
`
}

const drawClaim = ({ held, text, seen }: Report['findings']['claims'][number]) =>
  `<li class="${held ? 'yes' : 'no'}"><strong>${escape(text)}</strong> <span>${escape(seen)}</span></li>`

const drawFigure = ({ name, value, unit }: Report['findings']['figures'][number]) =>
  `<div><dt>${escape(name)}</dt><dd>${short(value)} <small>${escape(unit)}</small></dd></div>`

const drawMark = ({ at, kind, text }: Report['marks'][number]) =>
  `<li class="${kind}"><time>${(at / 1000).toFixed(1)} s</time> ${escape(text)}</li>`

const style = `:root{color-scheme:light dark;--paper:#f5f3ec;--surface:#fbfaf6;--ink:#23271f;--soft:#5b6155;--line:#dcdacf;--good:#3f6f4e;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--paper:#141713;--surface:#1d211b;--ink:#eef0e8;--soft:#a9afa1;--line:#363b32;--good:#8cc49a;--bad:#ff8a80}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI","Open Sans",sans-serif}
main{max-width:820px;margin:0 auto;padding:40px 20px 60px}h1{font:600 2rem/1.2 Georgia,"Open Sans",serif;margin:.2em 0}h2{font:600 1.2rem/1.3 Georgia,"Open Sans",serif;margin:0 0 .6em}
.over,footer,.question{color:var(--soft)}.over,footer{font-size:.85rem}.question{font-size:1.1rem;margin-top:0}section{margin:28px 0}
.verdict{background:var(--surface);border-left:5px solid var(--good);border-radius:10px;padding:18px 22px}.verdict.broken{border-color:var(--bad)}
.verdict ul{list-style:none;margin:0;padding:0}.verdict li{padding-left:26px;position:relative;margin:.35em 0}.verdict li::before{content:"✓";position:absolute;left:0;color:var(--good);font-weight:700}.verdict li.no::before{content:"✕";color:var(--bad)}.verdict span{color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(170px,1fr));gap:12px;margin:0 0 16px}dl div{background:var(--surface);border-radius:10px;padding:12px 14px}dt{font-size:.82rem;color:var(--soft);line-height:1.3}dd{margin:4px 0 0;font-size:1.5rem;font-weight:600}dd small{font-size:.8rem;font-weight:400;color:var(--soft)}
figure{margin:0 0 16px;border:1px solid var(--line);border-radius:11px;overflow:hidden}figure svg{display:block;width:100%;height:auto}
.marks{list-style:none;padding:0;margin:0}.marks li{padding:3px 0}.marks time{display:inline-block;width:72px;color:var(--soft);font-variant-numeric:tabular-nums}.marks .fault{color:var(--bad)}.marks .healed{color:var(--good)}`
