/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, by Tommy Ettinger). */
export type Dice = () => number

export function createDice(seed: number): Dice {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** One of several, each as likely as its weight says. @throws Error when there is none */
export function chooseWeighted<Choice>(
  roll: number,
  choices: readonly (readonly [Choice, number])[],
): Choice {
  const sum = choices.reduce((total, [, weight]) => total + weight, 0)
  let rest = roll * sum
  for (const [choice, weight] of choices) {
    rest -= weight
    if (rest < 0) return choice
  }
  const last = choices.at(-1)
  if (!last) throw new Error('There is nothing to choose from.')
  return last[0]
}

/**
 * Chooses by popularity: the n-th of a list is chosen in proportion to 1/n^exponent (Zipf), as people follow people and
 * visit places.
 * @returns a function from a roll of dice to an index
 */
export function zipf(length: number, exponent = 1): (roll: number) => number {
  const sums: number[] = []
  let sum = 0
  for (let rank = 1; rank <= length; rank++) {
    sum += rank ** -exponent
    sums.push(sum)
  }
  return (roll) => {
    const wanted = roll * sum
    let [low, high] = [0, length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return Math.max(0, low)
  }
}
