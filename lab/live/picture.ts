/** What stands in the topology, and how it is now. The live page draws exactly this. */
export interface Picture {
  /** Adds a node, or changes what is given of one. */
  node(node: Partial<PictureNode> & { readonly id: string }): void
  /** Joins two nodes. */
  edge(from: string, to: string): void
  /** Something travels along an edge: drawn as a moving dot, not kept. */
  travel(from: string, to: string, what?: string): void
  /** A number that moves, drawn as a line over time. */
  gauge(name: string, value: number, unit?: string): void
  /** A step on the way of the one thing that is followed; the page lists them with their times. */
  step(at: string, text: string, ms: number): void
  current(): PictureState
  listen(listener: (news: PictureNews) => void): () => void
}

export type NodeKind = 'client' | 'balancer' | 'server' | 'web' | 'worker' | 'database' | 'broker' | 'store'

export interface PictureNode {
  readonly id: string
  readonly label: string
  readonly kind: NodeKind
  readonly state: 'up' | 'down' | 'paused' | 'cut off'
  /** `leader`, `primary`, `standby`… */
  readonly role: string
  /** A short line below the label: a queue's length, a lag. */
  readonly detail: string
}

export interface PictureState {
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  readonly steps: readonly { readonly at: string; readonly text: string; readonly ms: number }[]
  readonly marks: readonly Extract<PictureNews, { kind: 'mark' }>[]
}

export type PictureNews =
  /** How long it has been going on, told to whoever comes. */
  | { readonly kind: 'clock'; readonly ms: number }
  | { readonly kind: 'node'; readonly node: PictureNode }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string }
  | { readonly kind: 'travel'; readonly from: string; readonly to: string; readonly what: string }
  | { readonly kind: 'gauge'; readonly name: string; readonly value: number; readonly unit: string }
  | { readonly kind: 'step'; readonly at: string; readonly text: string; readonly ms: number }
  | { readonly kind: 'mark'; readonly mark: string; readonly text: string; readonly ms: number }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'verdict'; readonly held: boolean; readonly text: string }

/** A picture, and the way to tell whoever looks at it. */
export function createPicture(): Picture & { tell(news: PictureNews): void } {
  const nodes = new Map<string, PictureNode>()
  const edges = new Map<string, { from: string; to: string }>()
  const steps: PictureState['steps'][number][] = []
  const listeners = new Set<(news: PictureNews) => void>()
  const marks: PictureState['marks'][number][] = []
  const tell = (news: PictureNews) => {
    if (news.kind === 'mark') marks.push(news)
    for (const listener of listeners) listener(news)
  }
  return {
    tell,
    node(changes) {
      const before = nodes.get(changes.id) ?? { ...plain, id: changes.id, label: changes.id }
      const node = { ...before, ...changes }
      nodes.set(changes.id, node)
      tell({ kind: 'node', node })
    },
    edge(from, to) {
      edges.set(`${from} ${to}`, { from, to })
      tell({ kind: 'edge', from, to })
    },
    travel: (from, to, what = '') => tell({ kind: 'travel', from, to, what }),
    gauge: (name, value, unit = '') => tell({ kind: 'gauge', name, value, unit }),
    step(at, text, ms) {
      steps.push({ at, text, ms })
      tell({ kind: 'step', at, text, ms })
    },
    current: () => ({ nodes: [...nodes.values()], edges: [...edges.values()], steps, marks }),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const plain: Omit<PictureNode, 'id' | 'label'> = { kind: 'server', state: 'up', role: '', detail: '' }
