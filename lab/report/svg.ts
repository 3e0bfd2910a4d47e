/** The frame that all charts share: size, colours for light and dark, text that may hold anything. */
export const size = { width: 760, height: 320, left: 62, right: 18, top: 58, bottom: 46 } as const

/** Places for data, in the coordinates of the SVG. */
export const plot = {
  x: [size.left, size.width - size.right],
  y: [size.height - size.bottom, size.top],
} as const

export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A short number: `12`, `1.3k`, `0.02`. */
export function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 10_000) return `${trim(value / 1000, 0)}k`
  if (size >= 1000) return `${trim(value / 1000, 1)}k`
  if (size >= 10 || Number.isInteger(value)) return trim(value, 0)
  return trim(value, size >= 1 ? 1 : 2)
}

const trim = (value: number, digits: number) => value.toFixed(digits).replace(/\.0+$/, '')

export interface LegendEntry {
  readonly name: string
  /** Index of the colour. */
  readonly colour: number
}

/** A whole SVG that stands alone: in the report, in a document, in the dark. */
export function frame(
  title: string,
  body: string,
  { legend = [], height = size.height }: { legend?: readonly LegendEntry[]; height?: number } = {},
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${escape(title)}"><style>${style}</style><rect class="ground" width="${size.width}" height="${height}" rx="10"/><text class="title" x="16" y="24">${escape(title)}</text>${body}${drawLegend(legend, height)}</svg>`
}

/** Below the axis, as wide as the names need. */
function drawLegend(entries: readonly LegendEntry[], height: number): string {
  let x: number = size.left
  return entries
    .map(({ name, colour }) => {
      const at = x
      x += 26 + name.length * 6.3
      return `<rect class="c${colour % colours}" x="${at}" y="${height - 16}" width="10" height="10" rx="2.5"/><text class="small" x="${at + 15}" y="${height - 7}">${escape(name)}</text>`
    })
    .join('')
}

export const colours = 6

const light = ['#3f6f4e', '#c8622a', '#2f6db3', '#8a5fb0', '#a98600', '#b03a5b']
const dark = ['#8cc49a', '#f0965f', '#7fb2ee', '#c3a1e6', '#d9bd4a', '#ee8aa6']

const paint = (palette: readonly string[]) =>
  palette.map((colour, index) => `.c${index}{fill:${colour}}.s${index}{stroke:${colour}}`).join('')

const style = `
text{font:12px system-ui,-apple-system,"Segoe UI","Open Sans",sans-serif;fill:#43483f}
.title{font-size:14px;font-weight:600;fill:#23271f}.small{font-size:11px}.strong{font-weight:600}.ground{fill:#fbfaf6}
.grid{stroke:#dcdacf;stroke-width:1}.axis{stroke:#8d9185}.line{fill:none;stroke-width:2;stroke-linejoin:round}
.fault{stroke:#b3261e;stroke-dasharray:4 3}.healed{stroke:#3f6f4e;stroke-dasharray:4 3}.note{stroke:#8d9185;stroke-dasharray:2 4}
.t-fault{fill:#b3261e}.t-healed{fill:#3f6f4e}${paint(light)}
@media (prefers-color-scheme:dark){text{fill:#c5c9bd}.title{fill:#eef0e8}.ground{fill:#1d211b}.grid{stroke:#363b32}.axis{stroke:#7d8376}
.fault{stroke:#ff8a80}.healed{stroke:#8cc49a}.t-fault{fill:#ff8a80}.t-healed{fill:#8cc49a}${paint(dark)}}`.replaceAll(
  '\n',
  '',
)
