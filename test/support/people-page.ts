/** A customer page of a made-up application, with every kind of place that personal data stands in. */
export const ownUser = { name: 'Robin Sattler', email: 'robin.sattler@fernhill.example' };

export const people = [
  { name: 'Jürgen Weißhaupt', email: 'j.weisshaupt@kranich.example', phone: '+49 30 90182 4471', city: 'Osnabrück' },
  { name: 'Wei Zhang', email: 'wei.zhang@lotus.example', phone: '+1 415 555 0132', city: 'Oakland' },
  { name: 'สมชาย วงศ์สวัสดิ์', email: 'somchai.w@siam.example', phone: '081-234-5678', city: 'เชียงใหม่' },
  { name: '佐藤 美咲', email: 'misaki@sakura.example', phone: '03-3271-4598', city: '横浜市' },
  { name: 'Chloé Dubreuil', email: 'chloe.dubreuil@marais.example', phone: '+33 1 42 68 53 00', city: 'Angers' },
  { name: 'María José Carreño', email: 'mj.carreno@olivar.example', phone: '+34 912 345 678', city: 'Jaén' },
] as const;

/** Hidden elsewhere on the page. Each stands alone in an element with `data-test-secret`. */
export const secrets = {
  field: 'Ottilie Brandauer',
  note: 'Called Thandiwe about her overdue payment',
  card: 'Kwabena Asante',
  shadow: 'Ingrid Halvorsen',
  frame: 'Pilar Quintanilla',
  sidebar: 'Lucinda Farquhar',
  command: 'Desmond Okonjo',
} as const;

const rows = people
  .map(
    ({ name, email, phone, city }, index) => `<tr>
  <td><span class="avatar" style="background:hsl(${index * 50} 60% 45%)">${name.slice(0, 1)}</span> <a href="#${index}" data-test-secret>${name}</a></td>
  <td><span data-test-secret>${email}</span></td><td><span data-test-secret>${phone}</span></td><td><span data-test-secret>${city}</span></td>
  <td><span data-test-kept>Active</span></td><td><span data-test-kept>€ ${index + 1},240.00</span></td><td><span data-test-kept>2026-0${index + 1}-14</span></td>
  <td><button data-test-kept>Edit</button></td></tr>`,
  )
  .join('\n');

export const peoplePage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Customers</title><style>
  * { box-sizing: border-box } body { margin: 0; font: 14px/20px "Open Sans", sans-serif; color: #222; background: #fff }
  header { display: flex; height: 48px; padding: 0 24px; align-items: center; gap: 24px; background: #1d2b53; color: #fff }
  main { position: absolute; left: 200px; top: 48px; right: 0; padding: 16px 24px }
  nav { position: absolute; top: 48px; left: 0; width: 200px; padding: 16px } nav a { display: block; padding: 6px 8px }
  .side { position: absolute; top: 200px; left: 0; width: 200px } .side ul { list-style: none; padding: 0 24px }
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: 8px; border-bottom: 1px solid #ddd }
  .avatar { display: inline-block; width: 28px; height: 28px; border-radius: 50%; color: #fff; text-align: center; line-height: 28px }
  .lower { display: flex; gap: 40px; margin-top: 24px } label { display: block; font-weight: 600 } input, textarea { width: 280px; padding: 6px; margin-bottom: 12px }
  .tile { border: 1px solid #ccc; padding: 8px; margin-bottom: 8px; width: 220px }
</style></head><body>
<header><b data-test-kept>Fernhill</b><button data-test-kept>New customer</button><span style="margin-left:auto" data-test-kept>${ownUser.name}</span></header>
<nav><a href="#1" data-test-kept>Dashboard</a><a href="#2" data-test-kept>Customers</a><a href="#3" data-test-kept>Settings</a></nav>
<aside class="side" data-sidebar="menu"><ul>
  <li><a href="/app/bakeries"><span data-test-kept>Bakeries</span></a></li><li><a href="/app/opening-hours"><span data-test-kept>Opening Hours</span></a></li>
  <li><a href="/app/people/17"><span data-test-secret>${secrets.sidebar}</span></a></li></ul></aside>
<main><h1 data-test-kept>Customers</h1>
<table><thead><tr>${['Name', 'Email', 'Phone', 'City', 'Status', 'Revenue', 'Since', 'Action'].map((head) => `<th data-test-kept>${head}</th>`).join('')}</tr></thead><tbody>${rows}</tbody></table>
<div class="lower">
  <form><label for="contact" data-test-kept>Contact person</label><input id="contact" value="${secrets.field}" data-test-secret>
    <label for="title" data-test-kept>Title</label><input id="title" value="Hello" data-test-kept>
    <label for="note" data-test-kept>Notes</label><textarea id="note" rows="2" data-test-secret>${secrets.note}</textarea>
    <button type="button" data-test-kept>Save</button> <button type="button"><span data-test-kept>Message</span> <span data-test-secret>Ottilie</span></button></form>
  <section><div class="card"><button type="button" data-test-kept>Add bakery hours</button>
      <button type="button" data-test-secret>${secrets.command}</button></div>
    <div class="tile"><b data-test-secret>${secrets.card}</b><div data-test-kept>3 open deals</div></div>
    <div class="tile"><b data-test-kept>${ownUser.name}</b><div data-test-kept>12 open deals</div></div>
    <div id="host"></div></section>
  <section><iframe srcdoc="<table><tr><td><span data-test-secret>${secrets.frame}</span></td></tr></table>" width="220" height="60"></iframe><br>
    <canvas id="canvas" width="200" height="40" data-test-secret></canvas><br><img id="photo" alt="" width="64" height="64" data-test-secret></section>
</div></main>
<script>
  const root = document.getElementById('host').attachShadow({ mode: 'open' });
  root.innerHTML = '<ul><li><span data-test-secret>${secrets.shadow}</span></li></ul>';
  const draw = (canvas) => { const pen = canvas.getContext('2d'); pen.font = '16px sans-serif'; pen.fillText('Drawn: Bartholomäus', 4, 24); return canvas; };
  draw(document.getElementById('canvas'));
  const face = document.createElement('canvas'); face.width = face.height = 64;
  const pen = face.getContext('2d'); for (let i = 0; i < 64; i += 4) { pen.fillStyle = 'hsl(' + i * 9 + ' 70% 50%)'; pen.fillRect(i, 0, 4, 64); }
  document.getElementById('photo').src = face.toDataURL('image/png');
</script></body></html>`;
