/** What a report can draw. All times are in milliseconds since the experiment began unless an axis says otherwise. */
export type Chart = LineChart | BarChart | PathChart

interface Titled {
  /** Says what one sees, not only what it is. */
  readonly title: string
}

/** Lines or points over time or over another number. */
export interface LineChart extends Titled {
  readonly kind: 'lines'
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  /** Whether the marks of the experiment are drawn: only where x is its time, in seconds. */
  readonly marks?: true
}

interface Axis {
  readonly label: string
  readonly scale?: 'linear' | 'log'
}

export interface Series {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Default `line`. */
  readonly as?: 'line' | 'dots' | 'steps'
}

/** Values beside each other: groups of bars with the same members. */
export interface BarChart extends Titled {
  readonly kind: 'bars'
  readonly unit: string
  readonly scale?: 'linear' | 'log'
  readonly members: readonly string[]
  readonly groups: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[]
}

/** What happened where, and when: a lane for each place, a bar for each stay there. */
export interface PathChart extends Titled {
  readonly kind: 'path'
  readonly lanes: readonly string[]
  readonly spans: readonly {
    readonly lane: string
    readonly from: number
    readonly to: number
    readonly text: string
  }[]
}
