'use strict';
// Sorts a table by the column whose heading is clicked; numbers by data-v, else text.
for (const heading of document.querySelectorAll('table.sorted thead th')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = heading.textContent;
  heading.textContent = '';
  heading.append(button);
  button.addEventListener('click', () => {
    const descends = heading.getAttribute('aria-sort') !== 'descending';
    for (const other of heading.parentElement.children) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', descends ? 'descending' : 'ascending');
    const body = heading.closest('table').tBodies[0];
    const value = row => {
      const cell = row.children[heading.cellIndex];
      return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
    };
    const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    body.append(...[...body.rows].sort((a, b) => (descends ? -1 : 1) * compare(value(a), value(b))));
  });
}
// Shows a point's title at once, and the same point on the other maps.
const tip = document.createElement('div');
tip.id = 'tip';
tip.hidden = true;
document.body.append(tip);
for (const point of document.querySelectorAll('svg [data-i]')) {
  const title = point.querySelector('title');
  const text = title === null ? '' : title.textContent;
  const same = () => document.querySelectorAll('svg [data-i="' + CSS.escape(point.dataset.i) + '"]');
  point.addEventListener('pointerenter', event => {
    if (title !== null) title.textContent = ''; // the browser's own comes a second later and covers ours
    tip.textContent = text;
    tip.hidden = false;
    tip.style.left = Math.min(event.clientX + 12, window.innerWidth - tip.offsetWidth - 8) + 'px';
    tip.style.top = Math.max(4, event.clientY - tip.offsetHeight - 8) + 'px';
    for (const other of same()) other.classList.add('on');
  });
  point.addEventListener('pointerleave', () => {
    if (title !== null) title.textContent = text;
    tip.hidden = true;
    for (const other of same()) other.classList.remove('on');
  });
}
