#!/bin/sh
# The nine steps of the service by curl, as an applicant takes them, and what the others do meanwhile. Needs `npm start`
# in another terminal, and runs once for a person: set ME and NUMBER to another number for another run.
set -eu
API=${API:-http://127.0.0.1:3000}
ISSUER=${ISSUER:-http://127.0.0.1:3001}
NUMBER=${NUMBER:-2145678906}
JSON='Content-Type: application/json'

token() { node bin/hawiya.js token "$@" --issuer "$ISSUER"; }
field() { node -pe "JSON.parse(require('fs').readFileSync(0)).$1"; }
# Every changing request carries an Idempotency-Key of its own; asked again with the same one, it is the same request.
send() { who=$1; path=$2; shift 2; curl -sSf -H "Authorization: Bearer $who" -H "$JSON" -H "Idempotency-Key: $(date +%s%N)" "$API$path" "$@"; }
get() { curl -sSf -H "Authorization: Bearer $1" "$API$2"; }

# What the registers know: each internal service reports facts of its own (a batch of CloudEvents).
fact() { # service kind data
  curl -sSf -o /dev/null -H "Authorization: Bearer $(token "$1" --service)" -H 'Content-Type: application/cloudevents+json' "$API/v1/facts" \
    -d "{\"specversion\":\"1.0\",\"type\":\"hawiya.fact.$2.v1\",\"source\":\"/$1\",\"id\":\"$2-$NUMBER\",\"time\":\"2026-01-01T09:00:00Z\",\"subject\":\"iqama:$NUMBER\",\"data\":$3}"
}
VALID=$(node -pe "new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10)")
fact passports residency-status-changed "{\"status\":\"valid\",\"validUntil\":\"$VALID\",\"biometricsOnFile\":true,\"category\":\"employee\"}"
fact passports passport-updated '{"number":"Z1234567","nationality":"IND","expiry":"2033-05-01","birthDate":"1988-03-02","surname":"NAIR","givenNames":"RAHUL KUMAR","sex":"M"}'
fact passports passport-linked '{"number":"Z1234567"}'
fact accounts account-activated '{}'
fact labour sponsorship-changed '{"sponsorNumber":"7001234567"}'
fact labour employment-registered '{"occupation":"2142","employer":"7001234567","from":"2024-02-01"}'
fact insurance insurance-changed '{"active":true,"validUntil":"2033-01-01"}'

echo '1 sign in'
ME=$(token "iqama:$NUMBER")
echo '2 choose the service'
ID=$(send "$ME" /v1/applications -d "{\"applicant\":{\"kind\":\"renewal\",\"iqamaNumber\":\"$NUMBER\"},\"category\":\"employee\",\"channel\":\"portal\"}" | field applicationId)
AT=/v1/applications/$ID
echo '3 enter the passport data'
send "$ME" "$AT/details" -o /dev/null -X PUT -d '{"period":12,"occupation":"2142","sponsorNumber":"7001234567","passport":{"number":"Z1234567","nationality":"IND","surname":"NAIR","givenNames":"RAHUL KUMAR","birthDate":"1988-03-02","sex":"M","expiry":"2033-05-01"}}'
echo '4 name the documents'
for kind in passport-copy photo; do
  send "$ME" "$AT/documents" -o /dev/null -d "{\"kind\":\"$kind\",\"mediaType\":\"image/jpeg\",\"size\":40000,\"sha256\":\"$(printf %s "$kind" | sha256sum | cut -d' ' -f1)\"}"
done
echo '5 pay: the bill, and what SADAD reports once a bank has taken the money'
BILL=$(send "$ME" "$AT/bill" -X POST)
NOTICE=$(printf %s "$BILL" | node -e "const b = JSON.parse(require('fs').readFileSync(0)); console.log(JSON.stringify({ billNumber: b.billNumber, paymentId: 'P-' + b.billNumber, amount: b.amount, paidAt: new Date().toISOString() }))")
send "$(token sadad --service)" /v1/sadad/notifications -o /dev/null -d "$NOTICE"
echo '6 review the data, as it is at this revision'
ETAG=$(curl -sSf -o /dev/null -D - -H "Authorization: Bearer $ME" "$API$AT" | tr -d '\r' | sed -n 's/^etag: //ip')
send "$ME" "$AT/review" -o /dev/null -H "If-Match: $ETAG" -d '{"declaration":true}'
echo '7 send it'
REVISION=$(send "$ME" "$AT/submit" -X POST | field revision)
echo '8 and 9 follow it, until the identity is there'
until [ "$(get "$ME" "$AT?minRevision=$REVISION" | field phase)" = issued ]; do sleep 0.2; done
get "$ME" "$AT" | field "board.map((row) => '  ' + row.title + ': ' + row.state + ' (' + row.ownerName + ')').join('\n')"
TRACKING=$(get "$ME" "$AT" | field trackingNumber)
echo 'anybody who has the tracking number and four digits'
curl -sSf -H "$JSON" "$API/v1/tracking/$TRACKING" -d "{\"lastFour\":\"$(printf %s "$NUMBER" | tail -c 4)\"}" | field next.says
echo 'an officer: how many cases wait'
get "$(token officer-noura)" /v1/review-queue | field entries.length
echo 'an analyst: the report (figures below five are left out), as of'
TODAY=$(TZ=Asia/Riyadh date +%F)
get "$(token analyst-sara)" "/v1/reports/applications?from=$TODAY&to=$TODAY" | field 'freshness.at'
echo 'an operator: how many documents are held up'
get "$(token operator-omar)" /v1/operations/parked | field entries.length
