import { loadSharp } from './load-sharp.ts'

/** A letter of each script whose shape is no box. */
const scripts: readonly (readonly [script: RegExp, letter: string])[] = [
  [/\p{Script=Latin}/u, 'A'],
  [/\p{Script=Greek}/u, 'Λ'],
  [/\p{Script=Cyrillic}/u, 'Ж'],
  [/\p{Script=Han}/u, '水'],
  [/\p{Script=Hiragana}/u, 'あ'],
  [/\p{Script=Katakana}/u, 'ア'],
  [/\p{Script=Hangul}/u, '서'],
  [/\p{Script=Arabic}/u, 'ع'],
  [/\p{Script=Hebrew}/u, 'א'],
  [/\p{Script=Thai}/u, 'ก'],
  [/\p{Script=Devanagari}/u, 'क'],
  [/\p{Script=Bengali}/u, 'ক'],
  [/\p{Script=Tamil}/u, 'அ'],
  [/\p{Script=Georgian}/u, 'ა'],
  [/\p{Script=Armenian}/u, 'Ա'],
]

const known = new Map<string, Promise<boolean>>()

/**
 * Whether this machine has fonts for a text. Servers often have none, and then letters come out as boxes: better no
 * name than boxes. Pictographs are refused too, since their fonts are rare on servers.
 */
export async function canWrite(text: string): Promise<boolean> {
  if (text.trim() === '' || /\p{Extended_Pictographic}/u.test(text)) return false
  const letters = text.match(/\p{Letter}/gu) ?? ['A']
  const needed = new Set<string | undefined>()
  for (const letter of letters) needed.add(scripts.find(([script]) => script.test(letter))?.[1])
  for (const sample of needed) if (sample === undefined || !(await hasGlyph(sample))) return false
  return true
}

function hasGlyph(letter: string): Promise<boolean> {
  const answer = known.get(letter) ?? drawsNoBox(letter)
  known.set(letter, answer)
  return answer
}

const side = 96
const dark = 96

/** A missing letter is drawn as nothing, or as a frame: then all four sides of the ink are closed lines. */
async function drawsNoBox(letter: string): Promise<boolean> {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%"
    height="100%" fill="#fff"/><text x="20" y="68" font-size="52" font-family="sans-serif">${letter}</text></svg>`
  const sharp = await loadSharp()
  const pixels = await sharp(Buffer.from(picture)).greyscale().raw().toBuffer()
  const isInk = (x: number, y: number) => (pixels[y * side + x] ?? 255) < dark
  const all = Array.from({ length: side }, (_, index) => index)
  const columns = all.filter((x) => all.some((y) => isInk(x, y)))
  const rows = all.filter((y) => all.some((x) => isInk(x, y)))
  const [left, right, top, bottom] = [columns[0], columns.at(-1), rows[0], rows.at(-1)]
  if (left === undefined || right === undefined || top === undefined || bottom === undefined) return false
  const share = (line: readonly number[], test: (at: number) => boolean) =>
    line.filter(test).length / line.length
  const across = all.slice(left, right + 1)
  const down = all.slice(top, bottom + 1)
  return (
    Math.min(
      share(across, (x) => isInk(x, top)),
      share(across, (x) => isInk(x, bottom)),
      share(down, (y) => isInk(left, y)),
      share(down, (y) => isInk(right, y)),
    ) < 0.8
  )
}
