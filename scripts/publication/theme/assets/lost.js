/* For the page of addresses that do not exist, where nobody has said in which folder of its host the site lies.
   The page asks for this script one, two, three folders up and so on: the one that is found tells where the site begins. */

(() => {
  const root = new URL("..", document.currentScript.src)
  const page = document.documentElement
  if (root.pathname === "/" || "root" in page.dataset) return
  page.dataset.root = root
  const placed = address => new URL(address.replace(/^\/+/, ""), root).href
  for (const name of ["href", "data-search"]) {
    for (const element of document.querySelectorAll(`[${name}^="/"]`)) element.setAttribute(name, placed(element.getAttribute(name)))
  }
  for (const script of document.querySelectorAll("script[src^='/']")) {
    document.head.append(Object.assign(document.createElement("script"), { src: placed(script.getAttribute("src")) }))
  }
})()
