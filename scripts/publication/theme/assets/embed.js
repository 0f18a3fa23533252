/* In a frame of another site: the theme that its address asks for, and the height that it needs, which it tells the frame. */

(() => {
  const asked = new URLSearchParams(location.search).get("theme")
  const page = document.documentElement
  page.classList.replace("no-js", "js")
  const system = matchMedia("(prefers-color-scheme: dark)")
  const paint = () => {
    const isDark = asked === "dark" || (asked !== "light" && system.matches)
    document.body?.setAttribute("data-md-color-scheme", isDark ? "slate" : "default")
    page.style.colorScheme = isDark ? "dark" : "light"
  }
  system.addEventListener("change", paint)
  addEventListener("DOMContentLoaded", () => {
    paint()
    const tell = () => parent.postMessage({ publicationHeight: Math.ceil(document.querySelector("main").getBoundingClientRect().height) }, "*")
    new ResizeObserver(tell).observe(document.querySelector("main"))
  })
})()
