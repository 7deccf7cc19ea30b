// Open the group that the address points into. Without JavaScript the browser does it for groups it
// can find in, and a tap does it for all.

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const group = target?.closest("details");
  if (group) {
    group.open = true;
    target.scrollIntoView();
  }
}

addEventListener("hashchange", openTarget);
openTarget();
