/* What every page can do beyond reading: choose a theme, open the search, begin with help nearby, work from a disk. */

(() => {
  const body = document.body
  const system = matchMedia("(prefers-color-scheme: dark)")
  const button = document.querySelector("[data-theme-switch]")

  const remembered = () => {
    try { return localStorage.getItem("theme") } catch { return null }
  }
  const remember = theme => {
    try { theme ? localStorage.setItem("theme", theme) : localStorage.removeItem("theme") } catch { /* not kept, then */ }
  }
  const show = () => {
    const theme = remembered()
    body.setAttribute("data-md-color-scheme", (theme ?? (system.matches ? "dark" : "light")) === "dark" ? "slate" : "default")
    button.textContent = `Theme: ${theme ?? "system"}`
  }
  button.hidden = false
  button.addEventListener("click", () => {
    const themes = [null, "light", "dark"]
    remember(themes[(themes.indexOf(remembered()) + 1) % themes.length])
    show()
  })
  system.addEventListener("change", show)
  show()

  /* The search and its index are fetched when somebody asks for them, and by scripts, which a disk allows. */
  const way = document.querySelector("[data-search]")
  const opened = () => new Promise((done, failed) => {
    const script = document.createElement("script")
    Object.assign(script, { src: `${way.dataset.search}finder.js`, onload: done, onerror: failed })
    document.head.append(script)
  })
  let finder = null
  const search = event => {
    event.preventDefault()
    finder ??= opened()
    finder.then(() => window.publicationFinder(way), () => { location.href = way.href })
  }
  way.setAttribute("role", "button")
  way.addEventListener("click", search)
  way.addEventListener("keydown", event => { if (event.key === " ") search(event) })
  document.addEventListener("keydown", event => {
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) search(event)
  })

  /* A menu that covers the page goes when the reader goes on. */
  const menu = document.querySelector(".pub-menu")
  menu.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    menu.querySelector("summary").focus()
  })
  document.addEventListener("click", event => { if (!menu.contains(event.target)) menu.open = false })

  /* Help of the reader's own country comes first, where the clock of the browser tells it; nobody is asked or told. */
  const help = document.querySelector("[data-places]")
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const [country, within, anchor] = JSON.parse(help.dataset.places).find(([, , , zones]) => zones.includes(zone)) ?? []
  if (country) {
    help.textContent += ` ${within}`
    help.hash = anchor
    for (const list of document.querySelectorAll(".pub-places :is(ul, tbody)")) {
      list.prepend(...[...list.children].filter(entry => entry.textContent.trim().startsWith(country)))
    }
  }

  /* The page of help can be left at once, and the way back does not lead to it. */
  const exit = document.querySelector(".pub-leave")
  const leave = event => {
    event?.preventDefault()
    document.documentElement.hidden = true
    location.replace(exit.href)
  }
  let presses = []
  exit?.addEventListener("click", leave)
  if (exit) {
    document.addEventListener("keyup", event => {
      presses = event.key === "Shift" ? [...presses.filter(time => event.timeStamp - time < 3000), event.timeStamp] : []
      if (presses.length === 3) leave()
    })
  }

  /* A server answers for a folder with the page in it; a disk shows the folder. */
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) {
      const address = new URL(link.href)
      if (address.protocol === "file:" && address.pathname.endsWith("/")) {
        address.pathname += "index.html"
        link.href = address
      }
    }
  }
})()
