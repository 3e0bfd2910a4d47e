import { readFileSync } from 'node:fs'
import type { Experiment } from '../experiment.ts'
import { escape } from '../report/svg.ts'

const here = new URL('.', import.meta.url)

/** The whole page: its style and program are files beside this one, put in, so that it is one answer. */
export function livePage({
  name,
  session,
  title,
  question,
}: Pick<Experiment, 'name' | 'session' | 'title' | 'question'>): string {
  const [style, program] = ['live.css', 'live.js'].map((file) => readFileSync(new URL(file, here), 'utf8'))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)} · live</title><style>${style}</style></head><body>
<header><div><p>Cairn lab · session ${session} · <code>${escape(name)}</code></p><h1>${escape(title)}</h1><p class="question">${escape(question)}</p></div>
<div class="now"><span id="clock">0.0 s</span><span id="said">starting</span></div></header>
<main><section class="stage"><svg id="stage" role="img" aria-label="The topology"></svg></section>
<aside><section><h2>Way of the one thing that is followed</h2><ol id="steps"><li class="empty">nothing yet</li></ol></section>
<section><h2>Measured now</h2><div id="gauges"></div></section>
<section><h2>What was done</h2><ol id="marks"></ol></section></aside></main>
<div id="verdict" hidden></div>
<script type="module">${program}</script></body></html>
`
}
