// The service worker: shows what the server pushes while nobody looks at a page, and leads to it. It keeps nothing and stands
// between no page and the server. What comes in is made by `server/src/push/payload.rs`.

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url))
})
// The browser has another subscription for us than the server knows.
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(subscribeAnew(event)))

async function show(data) {
  let told = {}
  try {
    told = data.json()
  } catch {
    // A browser that was woken must show something.
  }
  const { title = 'Maru', body = '', tag = '', url = '/rooms', seq = 0, at } = told
  // A page that nobody looks at may have shown the same message already: then there is no second alarm.
  const shown = tag ? await self.registration.getNotifications({ tag }) : []
  const known = shown.some((one) => one.data?.seq === seq)
  await self.registration.showNotification(title, {
    body,
    tag,
    icon: '/icon-192.png',
    data: { url, seq },
    timestamp: at,
    renotify: tag !== '' && !known,
    silent: known || null,
  })
}

/** Shows an address of ours in a page that is open, or in a new one. */
async function open(path) {
  const url = new URL(path ?? '/rooms', self.location.origin)
  if (url.origin !== self.location.origin) return
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((one) => one.visibilityState === 'visible') ?? pages[0]
  if (!page) {
    await self.clients.openWindow(url.href)
    return
  }
  page.postMessage({ type: 'open', url: url.pathname + url.search })
  await page.focus()
}

async function subscribeAnew(event) {
  const options = event.oldSubscription?.options ?? (await self.registration.pushManager.getSubscription())?.options
  if (!options) return
  const subscription = event.newSubscription ?? (await self.registration.pushManager.subscribe(options))
  await fetch('/api/push', { method: 'POST', body: JSON.stringify(subscription) })
}
