/* The search: finds pages, passages and rows of tables in the index that the build wrote; asks no server. */

window.publicationFinder = (() => {
  const script = document.currentScript.src
  const root = new URL("../", script)
  const WEIGHTS = { title: 9, terms: 7, trail: 2, text: 1 }
  const SHOWN = 12

  /* Words and numbers: "1,401" is 1401, "61 per cent" is 61%, "Dutch" and "dutch" are one. */
  const words = text => (text
    .normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/(\d)[,\u2009\u202f\u00a0](?=\d{3}\b)/g, "$1")
    .replace(/(\d)\s?(?:per\s?cent)\b/g, "$1%")
    .replace(/[’']s\b/g, "")
    .match(/\d+(?:\.\d+)?%?|[a-z]+/g) ?? []).map(stem)

  const stem = word => {
    if (word.length < 4 || /\d/.test(word)) return word
    const bare = word.replace(/(?:ies|y)$/, "i").replace(/(?:sses)$/, "ss").replace(/([^s])s$/, "$1")
      .replace(/(?:ing|ed|er|or|e)$/, "")
    return bare.length < 3 ? word : bare
  }

  const count = list => list.reduce((found, word) => found.set(word, (found.get(word) ?? 0) + 1), new Map())

  const prepared = index => {
    const entries = index.entries.map(entry => ({
      ...entry,
      words: Object.fromEntries(Object.keys(WEIGHTS).map(field => [field, count(words(entry[field]))])),
    }))
    const spread = new Map()
    for (const { words: fields } of entries) {
      for (const word of new Set(Object.values(fields).flatMap(found => [...found.keys()]))) {
        spread.set(word, (spread.get(word) ?? 0) + 1)
      }
    }
    const synonyms = new Map(index.synonyms.map(([word, others]) => [words(word).join(" "), others.map(words)]))
    return { entries, spread, synonyms, ignored: new Set(index.ignored.flatMap(words)) }
  }

  /* How well an entry has a word: whole, as a beginning while somebody types, or as another word for the same. */
  const held = (entry, word, isLast) => {
    let best = 0
    for (const [field, weight] of Object.entries(WEIGHTS)) {
      const times = entry.words[field].get(word)
      if (times) best += weight * (1 + Math.log(times) / 4) / (field === "text" ? 1 : Math.sqrt(entry.words[field].size))
    }
    if (!best && isLast && word.length > 2) {
      for (const [field, weight] of Object.entries(WEIGHTS)) {
        if ([...entry.words[field].keys()].some(other => other.startsWith(word))) best += weight / 4
      }
    }
    return best
  }

  const find = ({ entries, spread, synonyms, ignored }, query) => {
    const asked = words(query)
    const kept = asked.filter(word => !ignored.has(word))
    const terms = kept.length ? kept : asked
    const rare = word => Math.log(1 + entries.length / (1 + (spread.get(word) ?? 0)))
    const whole = synonyms.get(terms.join(" ")) ?? []
    return entries.map(entry => {
      let score = 0
      let n_found = 0
      terms.forEach((word, place) => {
        let best = held(entry, word, place === terms.length - 1) * rare(word)
        for (const other of [...(synonyms.get(word) ?? []), ...(terms.length > 1 ? [] : whole)]) {
          const parts = other.map(part => held(entry, part, false) * rare(part))
          if (parts.every(part => part > 0)) best = Math.max(best, 0.8 * parts.reduce((a, b) => a + b) / parts.length)
        }
        if (best) n_found += 1
        score += best
      })
      /* Whoever types a whole title means it. */
      const is_title = terms.length === entry.words.title.size && terms.every(word => entry.words.title.has(word))
      return { entry, score: score * (n_found / terms.length) ** 3 * entry.boost * (is_title ? 1.5 : 1) }
    }).filter(found => found.score > 0).sort((a, b) => b.score - a.score).slice(0, SHOWN).map(({ entry }) => ({ entry, terms }))
  }

  const marked = (text, terms) => {
    const wanted = new Set(terms)
    const piece = document.createElement("span")
    const parts = text.split(/([\p{L}\p{N}][\p{L}\p{N}.,’']*%?)/u)
    const first = Math.max(0, parts.findIndex(part => words(part).some(word => wanted.has(word))) - 12)
    parts.slice(first, first + 60).forEach(part => {
      const is_hit = words(part).some(word => wanted.has(word))
      piece.append(is_hit ? Object.assign(document.createElement("mark"), { textContent: part }) : part)
    })
    if (first > 0) piece.prepend("… ")
    return piece
  }

  const item = ({ entry, terms }) => {
    const link = document.createElement("a")
    const address = new URL(entry.location, root)
    if (address.protocol === "file:" && address.pathname.endsWith("/")) address.pathname += "index.html"
    link.href = address
    const trail = Object.assign(document.createElement("span"), { textContent: entry.trail })
    link.append(Object.assign(document.createElement("strong"), { textContent: entry.title }), trail, marked(entry.text, terms))
    const line = document.createElement("li")
    line.append(link)
    return line
  }

  const dialog = document.createElement("dialog")
  dialog.className = "pub-finder"
  dialog.setAttribute("aria-label", "Search")
  dialog.innerHTML = `<form role="search"><label for="pub-query">Search pages, figures, tables and sources</label>
    <input id="pub-query" type="search" name="q" autocomplete="off" spellcheck="false" enterkeyhint="search">
    <button class="pub-header__button" type="button">Close</button><p role="status"></p></form><ol></ol>`
  const [form, list] = dialog.children
  const input = form.querySelector("input")
  const status = form.querySelector("[role=status]")
  document.body.append(dialog)

  let index = null
  window.publicationIndex = found => {
    index = prepared(found)
    loading.dataset.state = "ready"
    show()
  }
  const show = () => {
    if (!index) return
    const query = input.value.trim()
    const found = query ? find(index, query) : []
    list.replaceChildren(...found.map(item))
    status.textContent = !query ? "" : found.length ? `${found.length === SHOWN ? "First " : ""}${found.length} found`
      : "Nothing found. Try fewer or other words."
  }
  const loading = Object.assign(document.createElement("script"), { src: new URL("search-index.js", script) })
  loading.onerror = () => { status.textContent = "The index could not be loaded." }
  document.head.append(loading)

  input.addEventListener("input", show)
  form.querySelector("button").addEventListener("click", () => dialog.close())
  dialog.addEventListener("click", event => { if (event.target === dialog || event.target.closest("a")) dialog.close() })
  form.addEventListener("submit", event => {
    event.preventDefault()
    list.querySelector("a")?.click()
  })
  dialog.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const stops = [input, ...list.querySelectorAll("a")]
    stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus()
  })

  return () => {
    if (!dialog.open) dialog.showModal()
    input.focus()
    input.select()
  }
})()
