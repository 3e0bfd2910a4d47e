/**
 * Shows what the server wakes this browser for (Web Push, RFC 8030), also when no page is open. It keeps no page and
 * answers no request. It must import nothing: it runs as one plain script.
 */
interface WakeMessage {
  readonly title?: string
  readonly body?: string
  readonly icon?: string
  readonly notification_id?: number
}

/** The part of a service worker that is used: TypeScript's own description of workers cannot stand beside that of pages. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Woken extends Waiting {
  readonly data: { json(): unknown } | null
}
interface Clicked extends Waiting {
  readonly notification: Notification
}
interface OpenPage {
  readonly url: string
  navigate(address: string): Promise<OpenPage | null>
  focus(): Promise<OpenPage>
}
interface Worker {
  readonly location: { readonly origin: string }
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly OpenPage[]>
    openWindow(address: string): Promise<OpenPage | null>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'push', heard: (event: Woken) => void): void
  addEventListener(type: 'notificationclick', heard: (event: Clicked) => void): void
  addEventListener(type: 'install' | 'activate', heard: (event: Waiting) => void): void
}

const worker = self as unknown as Worker

worker.addEventListener('push', (event) => {
  event.waitUntil(show(event.data))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open('/notifications'))
})

// A new version takes the place of the old one at once: it holds nothing that pages rely on.
worker.addEventListener('install', () => void worker.skipWaiting())
worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim())
})

/** Browsers end subscriptions of those who are woken and show nothing, so what cannot be read is shown, too. */
async function show(data: Woken['data']): Promise<void> {
  const message = read(data)
  await worker.registration.showNotification(message.title || 'Cairn', {
    body: message.body ?? '',
    ...(message.icon && { icon: message.icon }),
    // The same news, told twice, is shown once.
    ...(message.notification_id && { tag: `notification-${message.notification_id}` }),
  })
}

function read(data: Woken['data']): WakeMessage {
  try {
    return data?.json() ?? {}
  } catch {
    return {}
  }
}

/** In a page that is open already, if there is one. */
async function open(path: string): Promise<void> {
  const address = new URL(path, worker.location.origin).href
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((one) => one.url === address) ?? pages[0]
  if (!page) {
    await worker.clients.openWindow(address)
    return
  }
  const there = page.url === address ? page : await page.navigate(address).catch(() => null)
  await (there ?? page).focus()
}
