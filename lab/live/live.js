// Draws what the lab tells: nodes in columns by kind, from the people at the left to the disks at the right.
const columns = ['client', 'balancer', 'web', 'server', 'broker', 'database', 'worker', 'store']
const words = {
  client: 'people',
  balancer: 'load balancer',
  broker: 'event backbone',
  server: 'Cairn',
  store: 'storage',
}
const box = { width: 156, height: 70 }
const widest = box.width
const svg = document.querySelector('#stage')
const nodes = new Map()
const edges = new Map()
const gauges = new Map()
let placed = new Map()
let begun = performance.now()

const make = (name, attributes = {}, parent = svg) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  parent.append(element)
  return element
}

function draw() {
  const { width, height } = svg.getBoundingClientRect()
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.replaceChildren()
  placed = place(width, height)
  for (const { from, to } of edges.values()) drawEdge(from, to)
  for (const node of nodes.values()) drawNode(node)
}

function place(width, height) {
  const used = columns.filter((kind) => [...nodes.values()].some((node) => node.kind === kind))
  box.width = Math.min(widest, width / used.length - 26)
  if (used.length === 1 && nodes.size > 2) return placeInCircle(width, height)
  const at = new Map()
  for (const [column, kind] of used.entries()) {
    const members = [...nodes.values()].filter((node) => node.kind === kind)
    const x = (width / used.length) * (column + 0.5)
    for (const [row, node] of members.entries())
      at.set(node.id, { x, y: (height / members.length) * (row + 0.5) })
  }
  return at
}

// Equals among each other have no left and right.
function placeInCircle(width, height) {
  const radius = { x: width / 2 - 105, y: height / 2 - 65 }
  return new Map(
    [...nodes.keys()].map((id, index) => {
      const angle = (index / nodes.size) * 2 * Math.PI - Math.PI / 2
      return [id, { x: width / 2 + radius.x * Math.cos(angle), y: height / 2 + radius.y * Math.sin(angle) }]
    }),
  )
}

function drawEdge(from, to) {
  const [a, b] = [placed.get(from), placed.get(to)]
  if (!a || !b) return
  const isOut = [from, to].some((id) => ['down', 'cut off'].includes(nodes.get(id)?.state))
  make('path', { class: isOut ? 'edge out' : 'edge', d: curve(a, b) })
}

function curve(a, b) {
  const middle = (a.x + b.x) / 2
  if (Math.abs(a.x - b.x) < box.width) return `M${a.x} ${a.y}L${b.x} ${b.y}`
  return `M${a.x} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`
}

function drawNode(node) {
  const at = placed.get(node.id)
  const leads = ['leader', 'primary'].includes(node.role)
  const state = node.state === 'cut off' ? 'cut' : node.state
  const group = make('g', {
    class: `node ${state} ${leads ? 'leader' : ''}`,
    transform: `translate(${at.x} ${at.y})`,
  })
  make('rect', { x: -box.width / 2, y: -box.height / 2, width: box.width, height: box.height, rx: 13 }, group)
  make('text', { y: -8 }, group).textContent = node.label
  const second = node.state === 'up' ? node.role || words[node.kind] || node.kind : node.state
  make('text', { y: 8, class: node.role && node.state === 'up' ? 'role' : 'kind' }, group).textContent =
    second
  make('text', { y: 23, class: 'detail' }, group).textContent = node.detail
}

function travel({ from, to, what }) {
  const [a, b] = [placed.get(from), placed.get(to)]
  if (!a || !b || svg.querySelectorAll('.dot').length > 60) return
  const path = make('path', { d: curve(a, b), fill: 'none' })
  const dot = make('circle', { class: 'dot', r: 6 })
  const text = make('text', { class: 'dot-text' })
  text.textContent = what
  const length = path.getTotalLength()
  const startedAt = performance.now()
  const step = () => {
    const share = Math.min(1, (performance.now() - startedAt) / 650)
    const { x, y } = path.getPointAtLength(length * share)
    dot.setAttribute('cx', x)
    dot.setAttribute('cy', y)
    text.setAttribute('x', x)
    text.setAttribute('y', y - 11)
    if (share < 1 && dot.isConnected) return requestAnimationFrame(step)
    for (const element of [path, dot, text]) element.remove()
  }
  step()
}

function showGauge({ name, value, unit }) {
  let gauge = gauges.get(name)
  if (!gauge) {
    const element = document.createElement('div')
    element.className = 'gauge'
    element.innerHTML =
      '<span></span><b></b><svg viewBox="0 0 120 34" preserveAspectRatio="none"><path/></svg>'
    element.querySelector('span').textContent = name
    document.querySelector('#gauges').append(element)
    gauge = { element, values: [] }
    gauges.set(name, gauge)
  }
  gauge.values = [...gauge.values.slice(-119), value]
  const most = Math.max(...gauge.values, 1e-9)
  const points = gauge.values.map((one, index) => `${index} ${32 - (one / most) * 30}`)
  gauge.element.querySelector('path').setAttribute('d', `M${points.join('L')}`)
  gauge.element.querySelector('b').textContent = `${Math.round(value * 10) / 10} ${unit}`
}

function addLine(list, { time, text, className = '' }) {
  const line = document.createElement('li')
  line.className = className
  line.append(Object.assign(document.createElement('time'), { textContent: time }), text)
  const element = document.querySelector(list)
  element.querySelector('.empty')?.remove()
  element.append(line)
  line.scrollIntoView({ block: 'nearest' })
}

const react = {
  clock({ ms }) {
    begun = performance.now() - ms
  },
  node({ node }) {
    nodes.set(node.id, node)
    draw()
  },
  edge({ from, to }) {
    edges.set(`${from} ${to}`, { from, to })
    draw()
  },
  travel,
  gauge: showGauge,
  step: ({ at, text, ms }) => addLine('#steps', { time: `${ms.toFixed(1)} ms`, text: `${at}: ${text}` }),
  mark: ({ mark, text, ms }) =>
    addLine('#marks', { time: `${(ms / 1000).toFixed(1)} s`, text, className: mark }),
  say({ text }) {
    document.querySelector('#said').textContent = text
  },
  verdict({ held, text }) {
    const element = document.querySelector('#verdict')
    element.hidden = false
    element.className = held ? '' : 'broken'
    element.textContent = text
    clearInterval(ticking)
  },
}

const ticking = setInterval(() => {
  document.querySelector('#clock').textContent = `${((performance.now() - begun) / 1000).toFixed(1)} s`
}, 100)
const source = new EventSource('/news')
source.addEventListener('message', ({ data }) => {
  const news = JSON.parse(data)
  react[news.kind]?.(news)
})
source.addEventListener('error', () => {
  source.close()
  clearInterval(ticking)
})
addEventListener('resize', draw)
