// How far the phone has come. A position is read, compared with the one before and let go: none is
// stored or sent, the distance alone is.
const EARTH_KM = 6371;
const WORST_ACCURACY_M = 35;
const LEAST_STEP_KM = 0.005;
const FASTEST_KM_PER_S = 0.012;

export function odometer(onKm) {
  let before;
  let watch;
  const step = ({ coords, timestamp }) => {
    if (coords.accuracy > WORST_ACCURACY_M) return;
    const here = { lat: coords.latitude, lon: coords.longitude, at: timestamp };
    const km = before ? between(before, here) : 0;
    if (before && km < LEAST_STEP_KM) return;
    const seconds = before ? (here.at - before.at) / 1000 : 0;
    const jumped = before && km > FASTEST_KM_PER_S * Math.max(1, seconds);
    before = here;
    if (km && !jumped) onKm(km);
  };
  return {
    start(onRefused) {
      if (!navigator.geolocation) return onRefused();
      watch = navigator.geolocation.watchPosition(step, onRefused, {
        enableHighAccuracy: true, maximumAge: 0, timeout: 60_000,
      });
    },
    stop() {
      if (watch !== undefined) navigator.geolocation.clearWatch(watch);
      before = undefined;
    },
  };
}

function between(one, other) {
  const [a, b] = [one.lat, other.lat].map((degrees) => (degrees * Math.PI) / 180);
  const [dLat, dLon] = [b - a, ((other.lon - one.lon) * Math.PI) / 180];
  const half = Math.sin(dLat / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(half));
}
