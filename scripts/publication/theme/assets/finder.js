/* The search: finds pages, passages and rows of tables in the index that the build wrote; asks no server. */

window.publicationFinder = (() => {
  const script = document.currentScript.src
  const root = new URL("../", script)
  const WEIGHTS = { title: 9, terms: 7, trail: 2, text: 1 }
  const SHOWN = 12
  const PASSAGES = 3

  /* Words and numbers: "1,401" is 1401, "61 per cent" is 61%, "Dutch" and "dutch" are one. */
  const tokens = text => text
    .normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/(\d)[,\u2009\u202f\u00a0](?=\d{3}\b)/g, "$1")
    .replace(/(\d)\s?(?:per\s?cent\b|percent\b|%)/g, "$1%")
    .replace(/[’']s\b/g, "")
    .match(/\d+(?:\.\d+)?%?|[a-z]+/g) ?? []

  const stem = word => {
    if (word.length < 4 || /\d/.test(word)) return word
    const bare = word.replace(/(?:ies|y)$/, "i").replace(/(?:sses)$/, "ss").replace(/([^s])s$/, "$1")
      .replace(/(?:ing|ed|er|or|e)$/, "")
    return bare.length < 3 ? word : bare
  }
  const words = text => tokens(text).map(stem)

  /* A share is found without its sign too. */
  const count = list => list.flatMap(word => word.endsWith("%") ? [word, word.slice(0, -1)] : [word])
    .reduce((found, word) => found.set(word, (found.get(word) ?? 0) + 1), new Map())

  /* Whether a word becomes the other by one letter more, less, other or swapped with its neighbour. */
  const near = (a, b) => {
    if (Math.abs(a.length - b.length) > 1 || a === b) return a === b
    let start = 0
    while (a[start] === b[start]) start += 1
    const [rest, other] = [a.slice(start), b.slice(start)]
    return rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1)
      || (rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2))
  }

  const prepared = index => {
    const vocabulary = new Map()
    const pages = new Map()
    const entries = index.entries.map(entry => {
      const fields = Object.fromEntries(Object.keys(WEIGHTS).map(field => {
        const found = tokens(entry[field])
        for (const word of found) vocabulary.set(word, stem(word))
        return [field, count(found.map(stem))]
      }))
      const [address] = entry.location.split("#")
      const phrases = new Set(entry.terms.split(";").map(phrase => words(phrase).join(" ")))
      const made = { ...entry, words: fields, phrases }
      if (!pages.has(address)) pages.set(address, [])
      pages.get(address).push(made)
      return made
    })
    const spread = new Map()
    for (const { words: fields } of entries) {
      for (const word of new Set(Object.values(fields).flatMap(found => [...found.keys()]))) {
        spread.set(word, (spread.get(word) ?? 0) + 1)
      }
    }
    const synonyms = new Map(index.synonyms.map(([word, others]) => [words(word).join(" "), others.map(words)]))
    for (const [word] of index.synonyms) for (const part of tokens(word)) vocabulary.set(part, stem(part))
    const first = (index.first ?? []).map(([address, wanted]) => [address, new Set(wanted.flatMap(words))])
    const [ignored, practice] = [index.ignored, index.practice ?? []].map(list => new Set(list.flatMap(words)))
    return { n: entries.length, pages, spread, synonyms, vocabulary, first, ignored, practice }
  }

  /* How well an entry has a word: whole, as a beginning while somebody types, or as another word for the same. */
  const held = (entry, word, isBegun) => {
    let best = 0
    for (const [field, weight] of Object.entries(WEIGHTS)) {
      const times = entry.words[field].get(word)
      if (times) best += weight * (1 + Math.log(times) / 4) / (field === "text" ? 1 : Math.sqrt(entry.words[field].size))
    }
    if (!best && isBegun && word.length > 2) {
      for (const [field, weight] of Object.entries(WEIGHTS)) {
        if ([...entry.words[field].keys()].some(other => other.startsWith(word))) best += weight / 4
      }
    }
    return best
  }

  /* What a query asks for: for each word, what may stand in its place, as lists of words with a weight. */
  const asked = ({ spread, synonyms, vocabulary, ignored }, query) => {
    const typed = tokens(query)
    const kept = typed.filter(word => !ignored.has(stem(word)))
    const raw = kept.length ? kept : typed
    const terms = raw.map(stem)
    const whole = synonyms.get(terms.join(" ")) ?? []
    return raw.map((word, place) => {
      const own = terms[place]
      const others = [...(synonyms.get(own) ?? []), ...(terms.length > 1 ? [] : whole)]
      const choices = [{ parts: [own], weight: 1 }, ...others.map(parts => ({ parts, weight: 0.8 }))]
      const isBegun = place === terms.length - 1 && [...vocabulary.keys()].some(known => known.startsWith(word))
      const isKnown = spread.has(own) || others.length || isBegun
      if (!isKnown && word.length > 4) {
        const meant = new Set([...vocabulary].filter(([known]) => near(word, known)).map(([, known]) => known))
        for (const one of meant) {
          choices.push({ parts: [one], weight: 0.8 })
          for (const parts of synonyms.get(one) ?? []) choices.push({ parts, weight: 0.6 })
        }
      }
      return { choices, isBegun }
    })
  }

  const find = (index, query) => {
    const terms = asked(index, query)
    if (!terms.length) return []
    const rare = word => Math.log(1 + index.n / (1 + (index.spread.get(word) ?? 0)))
    const value = (entry, { choices, isBegun }) => Math.max(...choices.map(({ parts, weight }, place) => {
      const each = parts.map(part => held(entry, part, isBegun && !place) * rare(part))
      return each.every(part => part > 0) ? weight * each.reduce((a, b) => a + b) / each.length : 0
    }))
    const summed = values => values.reduce((a, b) => a + b) * (values.filter(Boolean).length / values.length) ** 3
    const own = terms.map(({ choices }) => choices[0].parts[0])
    const phrase = own.join(" ")
    /* Practice data are for those who ask for them. */
    const isPractice = tokens(query).some(word => index.practice.has(stem(word)))
    const searched = [...index.pages].filter(([, [page]]) => isPractice || !page.apart)
    const found = searched.map(([address, entries]) => {
      const scored = entries.map(entry => {
        const values = terms.map(term => value(entry, term))
        /* Whoever types a whole title, or words by which a page is looked for, means it. */
        const title = entry.words.title
        const isTitle = own.length === title.size && own.every(word => title.has(word))
        const meant = isTitle ? 1.2 : entry.phrases.has(phrase) ? 1 : 0
        const whole = meant * summed(own.map(word => WEIGHTS.title * rare(word)))
        return { entry, values, score: Math.max(summed(values) * (isTitle ? 1.5 : 1), whole) * entry.boost }
      })
      const best = Math.max(...scored.map(({ score }) => score))
      const together = summed(terms.map((_, place) => Math.max(...scored.map(({ values }) => values[place]))))
      const passages = scored.filter(({ entry, score }) => score > best / 4 && entry !== entries[0])
        .sort((a, b) => b.score - a.score).slice(0, PASSAGES).map(({ entry }) => entry)
      return { address, page: entries[0], passages, score: best + 0.5 * together * entries[0].boost }
    }).filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
    /* Who may be in need is led to help, whatever else the words mean. */
    for (const [address, wanted] of index.first) {
      if (!tokens(query).some(word => wanted.has(stem(word)))) continue
      const place = found.findIndex(one => one.address === address)
      const [one] = place < 0 ? [{ address, page: index.pages.get(address)[0], passages: [] }] : found.splice(place, 1)
      found.unshift(one)
    }
    const marks = terms.flatMap(({ choices }) => choices.flatMap(({ parts }) => parts))
    return found.slice(0, SHOWN).map(one => ({ ...one, marks }))
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

  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }
  const linked = (location, ...children) => {
    const address = new URL(location, root)
    if (address.protocol === "file:" && address.pathname.endsWith("/")) address.pathname += "index.html"
    return made("a", { href: address }, ...children)
  }
  const item = ({ page, passages, marks }) => {
    const trail = page.trail ? [made("span", { textContent: page.trail })] : []
    const text = passages.length ? [] : [marked(page.text, marks)]
    const line = made("li", {}, linked(page.location, made("strong", { textContent: page.title }), ...trail, ...text))
    if (passages.length) {
      line.append(made("ul", {}, ...passages.map(entry => made("li", {},
        linked(entry.location, made("strong", { textContent: entry.title }), marked(entry.text, marks))))))
    }
    return line
  }

  const dialog = document.createElement("dialog")
  dialog.className = "pub-finder"
  dialog.setAttribute("aria-label", "Search")
  dialog.innerHTML = `<form role="search"><label for="pub-query">Search pages, figures, tables and sources</label>
    <input id="pub-query" type="search" name="q" autocomplete="off" spellcheck="false" enterkeyhint="search">
    <button class="pub-header__button" type="button">Close</button><p role="status"></p></form><p class="pub-finder__examples">Try: </p><ol></ol>`
  const [form, examples, list] = dialog.children
  const input = form.querySelector("input")
  const status = form.querySelector("[role=status]")
  document.body.append(dialog)

  for (const example of JSON.parse(document.querySelector("[data-examples]")?.dataset.examples ?? "[]")) {
    const button = made("button", { type: "button", textContent: example })
    button.addEventListener("click", () => { input.value = example; show(); input.focus() })
    examples.append(button, " ")
  }

  let index = null
  window.publicationIndex = found => {
    index = prepared(found)
    loading.dataset.state = "ready"
    show()
  }
  const show = () => {
    examples.hidden = Boolean(input.value.trim()) || examples.children.length === 0
    if (!index) return
    const query = input.value.trim()
    const found = query ? find(index, query) : []
    list.replaceChildren(...found.map(item))
    status.textContent = !query ? "" : found.length ? `${found.length === SHOWN ? "First " : ""}${found.length} ${found.length === 1 ? "page" : "pages"} found`
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
