/**
 * Draws the avatars of those who have not chosen one: cairns of four to six stones. Kept in the repository, as drawing
 * them in the server would load a picture library there: `node scripts/draw-avatars.ts` after a change here.
 */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { defaultAvatars } from '#domain/accounts/index.ts'

/** Sky above and at the horizon, far and near hill, and the stones from the ground up. */
interface Palette {
  readonly sky: readonly [string, string]
  readonly hills: readonly [string, string]
  readonly stones: readonly [string, string, string]
}

const palettes: readonly Palette[] = [
  { sky: ['#2d5f49', '#22493a'], hills: ['#2f6149', '#3a6f55'], stones: ['#f4efe4', '#d9ceb5', '#f0a06c'] },
  { sky: ['#f3d9b8', '#eab48a'], hills: ['#c9794f', '#a94c1b'], stones: ['#fffdf7', '#5f8a74', '#2d5f49'] },
  { sky: ['#cfe0e6', '#9fc3cf'], hills: ['#5d8a9b', '#3b6474'], stones: ['#fffdf7', '#f0c39a', '#c9613a'] },
  { sky: ['#3b3a5c', '#262645'], hills: ['#4b4a73', '#5c5b89'], stones: ['#e9e4f2', '#b9a9d1', '#f2b07e'] },
  { sky: ['#e5ebd6', '#c3d3a9'], hills: ['#86a266', '#5d7d46'], stones: ['#fffdf7', '#a08562', '#6b4f36'] },
  { sky: ['#f2d3d0', '#dfa3a5'], hills: ['#b26a72', '#87454f'], stones: ['#fff7f0', '#e8c48a', '#3f6f63'] },
  { sky: ['#1f3f4a', '#152d38'], hills: ['#27525f', '#316575'], stones: ['#eaf2ee', '#8fb7ab', '#f3c969'] },
]

const size = 400
const folder = fileURLToPath(new URL('../src/surfaces/web/static/avatars/', import.meta.url))

await mkdir(folder, { recursive: true })
for (let number = 0; number < defaultAvatars; number += 1) {
  const picture = sharp(Buffer.from(describeCairn(number))).png({ palette: true, colours: 128 })
  await picture.toFile(`${folder}${number}.png`)
}

function describeCairn(number: number): string {
  const palette = palettes[number % palettes.length] as Palette
  const { sky, hills } = palette
  const turn = (number * 37) % 60
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${sky[0]}"/><stop offset="1" stop-color="${sky[1]}"/></linearGradient></defs>
<rect width="${size}" height="${size}" fill="url(#sky)"/>
${[70, 110, 150, 190, 230].map((radius) => contour(radius, turn)).join('')}
<path fill="${hills[0]}" d="M0 ${290 + turn / 3}C110 ${250 + turn / 2} 210 ${330 - turn / 2} 400 ${270 + turn / 4}V400H0Z"/>
${describeStones(palette, number)}
<path fill="${hills[1]}" d="M0 ${350 - turn / 4}C130 ${310 + turn / 3} 240 ${370 - turn / 4} 400 ${325 + turn / 3}V400H0Z"/>
</svg>`
}

function contour(radius: number, turn: number): string {
  const rotation = `rotate(${turn} 200 190)`
  return `<ellipse cx="${200 + turn / 4}" cy="190" rx="${radius}" ry="${radius * 0.86}" transform="${rotation}" fill="none" stroke="#fff" stroke-opacity=".16" stroke-width="2"/>`
}

/** Each stone lies on the one below, is narrower, and a little out of line. */
function describeStones({ stones }: Palette, number: number): string {
  const count = 4 + (number % 3)
  const parts: string[] = []
  let bottom = 322
  for (let at = 0; at < count; at += 1) {
    const share = 1 - at / count
    const width = 46 + 140 * share + ((number * (at + 3)) % 5) * 4
    const height = (at === count - 1 ? 44 : 62) * (4.6 / (count + 0.6)) - at * 2
    const centre = 200 + (((number + 2) * (at + 1) * 7) % 17) - 8
    parts.push(stone({ centre, bottom, width, height, fill: stones[at % stones.length] ?? '#fff' }))
    bottom -= height + 3
  }
  return parts.join('')
}

function stone({
  centre,
  bottom,
  width,
  height,
  fill,
}: Readonly<Record<'centre' | 'bottom' | 'width' | 'height', number>> & { readonly fill: string }): string {
  const [left, right, top, middle] = [
    centre - width / 2,
    centre + width / 2,
    bottom - height,
    bottom - height / 2,
  ]
  const bend = width * 0.34
  return `<path fill="${fill}" d="M${left} ${middle}C${left} ${top + height * 0.1} ${centre - bend} ${top} ${centre} ${top}S${right} ${top + height * 0.05} ${right} ${middle}S${centre + bend} ${bottom} ${centre} ${bottom}S${left} ${bottom - height * 0.05} ${left} ${middle}Z"/>`
}
