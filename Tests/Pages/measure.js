// What a page says of itself, in the width and the colours it is shown in. Evaluated by look.py.
(() => {
  const problems = [];
  const parts = (colour) => {
    const numbers = colour.match(/[\d.]+/g).map(Number);
    return { rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1 };
  };
  // WCAG 2.1, relative luminance and contrast ratio.
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { rgb, alpha } = parts(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return rgb;
      if (alpha > 0) problems.push(`a background that can be seen through: ${at.outerHTML.slice(0, 80)}`);
    }
    return null;
  };
  const name = (rgb) => "#" + rgb.map((value) => value.toString(16).padStart(2, "0")).join("");

  const pairs = {};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("style, script")) continue;
    const style = getComputedStyle(element);
    const [front, back] = [parts(style.color), behind(element)];
    if (!back) {
      problems.push(`no background behind: ${node.data.trim().slice(0, 40)}`);
      continue;
    }
    const ratio = contrast(front.rgb, back);
    pairs[`${name(front.rgb)} on ${name(back)}`] = ratio;
    if (ratio < 4.5 || front.alpha < 1 || Number(style.opacity) < 1) {
      problems.push(`contrast ${ratio.toFixed(2)}: ${name(front.rgb)} on ${name(back)}: ${node.data.trim().slice(0, 40)}`);
    }
    if (parseFloat(style.fontSize) < 14) problems.push(`letters of ${style.fontSize}: ${node.data.trim().slice(0, 40)}`);
  }

  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) problems.push(`${root.scrollWidth} px wide where ${innerWidth} are there`);
  if (!root.lang) problems.push("no language");
  if (!document.title) problems.push("no title");
  if (document.compatMode !== "CSS1Compat") problems.push("quirks mode");
  if (document.querySelectorAll("main").length !== 1) problems.push("not one main part");
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1]));
  if (levels[0] !== 1) problems.push("the first heading is not the subject");
  levels.forEach((level, index) => {
    if (index && level > levels[index - 1] + 1) problems.push(`heading ${level} below heading ${levels[index - 1]}`);
  });
  for (const table of document.querySelectorAll("table")) {
    if (table.getAttribute("role") !== "presentation" && !table.querySelector("th")) problems.push("a table of no data");
  }
  for (const element of document.querySelectorAll("*")) {
    const handlers = element.getAttributeNames().filter((attribute) => attribute.startsWith("on"));
    if (handlers.length || element.matches("script, iframe, object, embed, form, link, img, base, video, audio, svg")) {
      problems.push(`it has no business in a message: ${element.outerHTML.slice(0, 80)}`);
    }
  }
  for (const link of document.querySelectorAll("[href]")) {
    if (!/^(https?|mailto|tel):/.test(link.getAttribute("href"))) problems.push(`a link to ${link.getAttribute("href")}`);
  }

  // What lands on the clipboard of somebody who marks one line and copies it.
  const pastes = [...document.querySelectorAll("main li, main p")].map((element) => {
    getSelection().selectAllChildren(element);
    const text = getSelection().toString();
    getSelection().removeAllRanges();
    return text;
  });
  return { problems, pairs, pastes };
})();
