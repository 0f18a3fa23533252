/* What figures and long tables can do beyond being read. Without this script both are complete. */

(() => {
  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  /* Copy: the text of an element as the page shows it. */
  for (const source of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    const text = source.textContent.trim()
    const button = made("button", { type: "button", className: "pub-copy", textContent: "Copy" })
    button.addEventListener("click", () => navigator.clipboard.writeText(text).then(
      () => { button.textContent = "Copied" }, () => { button.textContent = "Please select and copy it" }))
    source.after(button)
  }

  /* Arrow keys walk through the bars of a drawing; each is said aloud and written below it. */
  const readable = (drawings, points) => {
    const said = made("p", { className: "pub-figure__said" })
    said.setAttribute("role", "status")
    let at = -1
    drawings.tabIndex = 0
    drawings.setAttribute("role", "application")
    drawings.setAttribute("aria-label", "Chart; the arrow keys read its values")
    drawings.addEventListener("focus", () => drawings.after(said))
    drawings.addEventListener("keydown", event => {
      const to = {
        ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: points.length - 1,
      }[event.key]
      if (to === undefined) return
      event.preventDefault()
      at = Math.min(Math.max(to, 0), points.length - 1)
      said.textContent = `${at + 1} of ${points.length}. ${points[at]}`
    })
  }

  for (const figure of document.querySelectorAll("article .pub-figure")) {
    const drawings = figure.querySelector(".pub-figure__drawings")
    readable(drawings, [...figure.querySelectorAll(".pub-figure__words li")].map(line => line.textContent))
  }

  /* Long tables: a filter over all cells, and headers that sort; the third press gives the first order back. */
  const value = (row, place) => {
    const cell = row.cells[place]
    if (!cell.classList.contains("pub-number")) return cell.textContent.trim().toLowerCase()
    return parseFloat(cell.textContent.replaceAll(",", "").replace("−", "-"))
  }
  const sortable = (table, rows) => {
    const body = table.tBodies[0]
    const headers = [...table.tHead.rows[0].cells]
    headers.forEach((header, place) => {
      const button = made("button", { type: "button" }, ...header.childNodes)
      header.append(button)
      button.addEventListener("click", () => {
        const next = { null: "ascending", ascending: "descending", descending: null }[header.getAttribute("aria-sort")]
        for (const other of headers) other.removeAttribute("aria-sort")
        if (next) header.setAttribute("aria-sort", next)
        const turn = next === "descending" ? -1 : 1
        body.append(...(next ? [...rows].sort((a, b) => turn * compared(value(a, place), value(b, place))) : rows))
      })
    })
  }
  const compared = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1
  const filtered = (tools, entries, noun, after = () => {}) => {
    const [input, status] = [tools.querySelector("input"), tools.querySelector("[role=status]")]
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
      for (const entry of entries) entry.hidden = !words.every(word => entry.textContent.toLowerCase().includes(word))
      after()
      status.textContent = words.length ? `${entries.filter(entry => !entry.hidden).length} of ${entries.length} ${noun}` : ""
    })
  }
  for (const tools of document.querySelectorAll(".pub-table-tools[data-list]")) {
    filtered(tools, [...tools.nextElementSibling.parentElement.querySelectorAll(".pub-catalogue > li")].filter(entry => tools.nextElementSibling.contains(entry)), "entries")
  }
  for (const tools of document.querySelectorAll(".pub-table-tools:not([data-list])")) {
    const tables = [...tools.nextElementSibling.querySelectorAll("table")]
    const parts = tables.map(table => ({ region: table.closest(".pub-scroll"), table, rows: [...table.tBodies[0].rows] }))
    const all = parts.flatMap(part => part.rows)
    filtered(tools, all, "rows", () => {
      for (const { region, rows } of parts) region.hidden = parts.length > 1 && rows.every(row => row.hidden)
    })
    for (const { table, rows } of parts) sortable(table, rows)
  }
})()
