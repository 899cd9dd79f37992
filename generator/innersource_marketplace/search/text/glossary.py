"""Words of software and of offices that mean nearly the same, in English and German.

A project that is described with one of them is found, at less weight, by the others. Each line is a group; words
of a phrase must all occur. A translation says more than another word of the same language. Written for this program
from general knowledge; an organisation's own words belong in the catalogue (`search.synonyms`).
"""

from typing import Final

GLOSSARY: Final = """
accessibility | a11y | wcag | screen reader || barrierefreiheit | barrierefrei
access | permission | authorization | rights | privilege || berechtigung | zugriff | zugriffsrecht | zugang | recht | zugreifen | zugriffsrechte
account || konto | benutzerkonto | nutzerkonto
accounting | bookkeeping | ledger || buchhaltung | buchfuhrung | buchung
address | postcode | zip code | postal || adresse | anschrift | postleitzahl
administration | admin | back office || verwaltung | verwalten
agreement | contract || vertrag
alert | alarm | pager | notification || benachrichtigung | warnung | alarmierung
analysis | analytics | evaluation || analyse | auswertung | auswerten
anonymize | pseudonymize | anonymous || anonymisieren | anonymisierung
answer | reply | response || antwort | antworten | beantworten
api | interface | endpoint || schnittstelle
app | application || anwendung | applikation | handyapp
approval | approve | sign off || genehmigung | freigabe | freigeben | genehmigen
archive || archiv | archivieren | archivierung
arrival | eta | estimated arrival | delivery time || ankunft | ankunftszeit | lieferzeit | ankommen | eintreffen
asynchronous | async | asyncio || nebenlaufig | asynchron
attachment || anhang
audio | sound | speech | voice || ton | sprache
audit | review | compliance || prufung | uberprufung | revision | prufen
authentication | login | sign in | log in | sso | single sign on | oidc | oauth || anmeldung | anmelden | authentifizierung | einmalanmeldung
automation | automate | automatic || automatisierung | automatisieren | automatisch
availability | uptime || verfugbarkeit
backup | restore | recovery | disaster recovery | back up || datensicherung | sicherung | wiederherstellen | wiederherstellung | sichern | sicherungskopie
banner | hint || hinweis
bank | banking | iban || bankverbindung
barcode | qr code | ean || strichcode
batch | bulk || stapel
benchmark | performance | speed | load test || leistung | geschwindigkeit | lasttest
bicycle | bike || fahrrad
bill | invoice | billing || rechnung | rechnungen | faktura | abrechnung
blog | news | article || artikel | nachrichten
blueprint | template | boilerplate | scaffold | starter | skeleton || vorlage | gerust | starterpaket | muster
board | dashboard | overview | cockpit || ubersicht
booking | reservation | book || buchen | reservierung
bot | chatbot | assistant || assistent
branch || verzweigung
brand | corporate design || marke
browser | web browser
budget | spending | expense | cost | finops || kosten | ausgaben | kostenkontrolle
bug | defect | error | failure | fault | exception | crash || fehler | storung | defekt | absturz
build | compile || bauen | ubersetzen
business intelligence | bi | reporting | report || bericht | berichte | berichtswesen
button | widget | component | ui component || schaltflache | bedienelement | komponente | baustein
cache | caching | memoize || zwischenspeicher
calculate | compute | calculation || berechnen | berechnung | rechnen
calendar | appointment | schedule || kalender | termin | termine
camera | photo | picture | image || kamera | foto | bild | bilder | fotografieren | aufnahme
cancel || storno | stornieren | abbrechen
car | vehicle | van | truck | fleet || fahrzeug | auto | lieferwagen | fuhrpark | lkw | flotte
card | credit card || karte | kreditkarte
carbon | co2 | greenhouse gas | emission | climate | footprint | sustainability || klima | emissionen | nachhaltigkeit | umwelt | treibhausgas | co2 ausstoss | klimabilanz | okobilanz
cash | money || bargeld | geld
catalog | catalogue | directory | registry | inventory || katalog | verzeichnis | register | bestand
certificate | tls | ssl || zertifikat
change | modify || anderung | andern
changelog | release notes || anderungsprotokoll
chart | graph | plot | diagram | visualization || diagramm | grafik | visualisierung | darstellen
chat | messenger | slack | teams | messaging
check | validate | verify | validation | verification || prufen | uberprufen | validieren | prufung | kontrolle | kontrollieren | validierung | abgleichen
chemistry || chemie
ci | continuous integration | pipeline | build pipeline | continuous delivery | cd
classification | categorize || klassifizierung | einordnen
clean | cleanup || aufraumen | bereinigen | bereinigung
cli | command line | terminal | shell | console || kommandozeile | befehlszeile | konsole
client | sdk | connector || anbindung
cloud | aws | azure | gcp
cluster | kubernetes | k8s
code | source code || quellcode | programmcode
code review | pull request | merge request
colour | color | palette || farbe | farben
comment || kommentar
communication || kommunikation
compare | comparison | diff || vergleichen | vergleich
complaint | claim || reklamation | beschwerde
compress | compression | zip || komprimieren | komprimierung | packen
configuration | config | settings || konfiguration | einstellung | einstellungen
connect | connection || verbinden | verbindung
contact || kontakt
container | docker | image
convert | conversion | transform || konvertieren | umwandeln | umrechnung | umrechnen
cookie | consent || einwilligung
copy | duplicate || kopie | kopieren
country || land | lander
crawler | scraping | scraper | spider
credential | secret | password | api key | secrets | passphrase || passwort | passworter | geheimnis | geheimnisse | zugangsdaten | kennwort | zugangsdatum | geheim
currency | exchange rate || wahrung | wechselkurs
customer | client | consumer || kunde | kunden | kundschaft | verbraucher
customs || zoll
data | dataset || daten
data protection | privacy | gdpr | personal data | pii || datenschutz | dsgvo | personenbezogene daten
data warehouse | warehouse | data lake | dwh
database | db | sql || datenbank
date || datum
day | tag
deadline || frist
debug | debugger | debugging || fehlersuche
delete | erase | remove || loschen | entfernen
delivery | shipping | shipment | dispatch || lieferung | versand | zustellung | liefern | zustellen | auslieferung | ausliefern | verschicken
delivery note | packing slip || lieferschein
demand | forecast | prediction | predict || prognose | vorhersage | vorhersagen | bedarf
dependency || abhangigkeit | abhangigkeiten
deploy | deployment | rollout | release | roll out | ship || ausrollen | veroffentlichen | bereitstellung | bereitstellen | veroffentlichung | inbetriebnahme
design || gestaltung
design system | style guide | component library | ui kit || designsystem | gestaltungsrichtlinie
detect | recognize | detection | recognition || erkennen | erkennung
device | hardware || gerat | gerate
dictionary | glossary | vocabulary | definition || worterbuch | glossar
distance || entfernung | abstand
document | file | paper | papers || dokument | unterlagen | papier | papiere | formular
documentation | docs | guide | manual | handbook || dokumentation | handbuch | anleitung | leitfaden
download || herunterladen
driver | courier | rider || fahrer | kurier | zusteller | bote | auslieferer
drone | uav || drohne
education | training | course | learning || schulung | kurs | lernen | ausbildung
electricity | energy | power || strom | energie
email | mail | smtp | newsletter || e mail
embed | embedding || einbetten
embedded | firmware | microcontroller || steuerung
employee | staff | personnel | colleague | hr || mitarbeiter | personal | kollege | beschaftigte
encrypt | encryption | cryptography | crypto || verschlusselung | verschlusseln
engine | motor
environment || umgebung
error handling || fehlerbehandlung
estimate | estimation || abschatzung | schatzen | schatzung | abschatzen
event | domain event | message | kafka | stream | topic || ereignis | ereignisse | nachricht | nachrichten
excel | spreadsheet | xlsx | csv || tabelle | tabellen | tabellenkalkulation
experiment | ab test | ab testing
export | import || exportieren | importieren
extract | extraction || extrahieren | auslesen
fake | mock | stub | simulator | emulator | simulation || simulieren | nachbilden | attrappe | erfunden | nachstellen
feature flag | feature toggle | feature switch | kill switch | beta users || schalter | funktionsschalter | schalten
feedback | survey || ruckmeldung | umfrage
field || feld
file || datei | dateien
filter || filtern
find | discover | lookup || suchen | suche | finden | auffinden
finance | financial || finanzen
flag | toggle | switch
font | typography | icon || schrift | symbol
form | input || formular | formulare
format | formatter | formatting
forum | community
framework | platform || rahmenwerk
frontend | web ui | user interface | ui | gui || oberflache | benutzeroberflache
function || funktion
game || spiel | spiele
gateway | facade | federation
generate | generator | create || erzeugen | erstellen | generieren | anlegen | erzeugung | erstellung
geocode | geocoding | coordinates | latitude | gps || koordinaten | standort | location
git | version control | repository || versionsverwaltung
governance | policy | guideline || richtlinie | regeln | vorgabe
graphql | gql
hash | checksum || prufsumme
health | health check | liveness || gesundheit
hide | mask | redact | redaction | scrub | conceal | obfuscate || verbergen | schwarzen | maskieren | ausblenden | unkenntlich | anonym | verstecken
holiday | public holiday | bank holiday || feiertag | feiertage
vacation | leave of absence || urlaub
hotel | travel | trip || reise
http | rest | rest api | request | web request || anfrage | aufruf
identity | user management || identitat
idempotency | idempotent | exactly once
incident | outage | on call | emergency | broken | pager || stormeldung | notfall | ausfall | bereitschaft | rufbereitschaft | vorfall | panne | bereitschaftsdienst
infrastructure as code | terraform | iac | provisioning || infrastruktur
insurance || versicherung
integration || einbindung
internationalization | i18n | localization | l10n | translation | translate | multilingual | translated || ubersetzung | ubersetzungen | ubersetzen | mehrsprachig | lokalisierung | sprachen | ubersetzer
internet of things | iot | sensor | mqtt
intranet | wiki | knowledge base || wissensdatenbank | wissen
inventory | stock | warehouse || lager | lagerbestand | lagerverwaltung
job | task || aufgabe | auftrag
job scheduler | cron | scheduler || zeitplan | zeitsteuerung | planmassig
json | yaml | serialization
key || schlussel
kpi | metric | measure | indicator || kennzahl | kennzahlen | metrik | metriken
label | sticker | tag || etikett | etiketten | aufkleber | beschriftung | versandetikett
language | natural language | nlp || sprache | sprachen
large language model | llm | gpt | generative ai || ki
laser | printer | print | printing | thermal printer | zebra || drucker | drucken | ausdruck
latency | delay | slow || verzogerung | langsam
law | legal || recht
layout || anordnung
leak | leaked | exposed || geleakt
licence | license || lizenz | lizenzen
link | url || verknupfung
lint | linter | static analysis | code quality || codequalitat
list || liste | listen
load balancer | reverse proxy | proxy | edge | ingress || lastverteilung
locker | parcel locker | pickup station | smart locker || paketfach | packstation | abholstation | schliessfach | fach | facher
log | logging | protocol || protokoll | protokolle | protokollierung | protokollieren | logdatei
logistics | supply chain | transport || logistik | lieferkette
machine learning | ml | ai | artificial intelligence | model | neural network | deep learning || kunstliche intelligenz | maschinelles lernen | modell | modelle
mail order | shop | ecommerce | store || webshop | onlineshop | laden
map | maps | geographic | gis || landkarte | kartendienst | karte
markdown | text processing
market || markt
meeting || besprechung | sitzung
merge | combine || zusammenfuhren
message broker | message queue | queue | rabbitmq || warteschlange
microservice | service | backend || dienst | dienste
migration | migrate || migrieren | umzug
mobile | phone | smartphone | android | ios || handy | mobil | telefon | unterwegs
monitoring | observability | telemetry | prometheus || uberwachung | uberwachen
multi tenant | tenant || mandant | mandanten | mandantenfahig
name || namen
navigation | routing | route | directions || navigieren | wegbeschreibung
network || netzwerk | netz
night || nacht
notebook | jupyter
notify | notification | push | push notification || benachrichtigen | mitteilung
number || nummer | zahl
ocr | text recognition || texterkennung
offline | without internet | no connection | disconnected | no signal | without signal || ohne internet | funkloch | kein empfang | kein netz | ohne netz | verbindungsabbruch
onboarding || einarbeitung
open source || quelloffen
optimization | optimize | optimisation || optimieren | optimierung
order | purchase || bestellung | bestellungen | auftrag | bestellen
organization | organisation | company || unternehmen | firma
page || seite | webseite
parallel | concurrency | threads | multiprocessing || gleichzeitig
parcel | package | consignment || paket | pakete | sendung | packchen | packet | lieferung
parse | parser | parsing || einlesen
payment | pay | checkout | payment provider | psp | paying || zahlung | zahlungen | bezahlen | bezahlung | zahlungsanbieter | bezahlvorgang | zahlen
cash on delivery || nachnahme
payroll | salary || gehalt | lohn
pdf | printout | portable document
people | person || personen | menschen | leute
phishing | spam
plan | planner | planning || planung | planen | planer | einplanen
plugin | extension || erweiterung
point of sale | pos | till || kasse
price | pricing | tariff || preis | preise | kosten
process | workflow | bpm || prozess | ablauf | arbeitsablauf
product | item || produkt | artikel
production | prod || produktion | produktivsystem
profile || profil
project management || projektmanagement
protect | protection || schutz | schutzen
prototype || prototyp
query || abfrage | abfragen | abrufen
question || frage
rate limit | throttle | quota || drosseln | begrenzung
recommendation | recommender || empfehlung
record || aufzeichnen | aufzeichnung
refund | return || retoure | rucksendung | erstattung | ruckgabe
replay | reprocess | rewind || wiedergeben | erneut verarbeiten | erneut abspielen | noch einmal abspielen | nachspielen | abspielen
report | reporting || bericht | auswertung
repository | repo
request || antrag
retention | retain || aufbewahrung
retry | repeat | backoff | circuit breaker | resilience | resilient | again | try again || wiederholen | wiederholung | erneut versuchen | ausfallsicher
robot | robotics || roboter
role | rbac || rolle | rollen | zustandigkeit
route planning | route optimization | tour planning || routenplanung | tourenplanung | routenplaner
route | tour | trip | shortest path || strecke | weg | fahrt
rule || regel
runbook | playbook | on call handbook || notfallhandbuch | bereitschaftshandbuch
sample | example | demo || beispiel | beispiele | musterdaten
sandbox | test environment || testumgebung
satellite || satellit
save | store | storage | persist || speichern | speicher | ablage | aufbewahren | sichern | ablegen
scan | scanner || scannen | einscannen
scanner | detector
schema | data contract || datenmodell
screen | display || bildschirm | anzeige
script || skript
search engine | full text search || suchmaschine
security | vulnerability || sicherheit | schwachstelle | schwachstellen | sicher
self service || selbstbedienung
send | transmit || senden | schicken | verschicken | versenden | zusenden | ubermitteln
sign | signature || unterschrift | signatur | unterschreiben
sms | text message || kurznachricht
social media | twitter
sort | sorting || sortieren
spelling || rechtschreibung
standard | convention || konvention
start | bootstrap | get started || anfangen | beginnen | starten
static site | website | web page || internetseite | homepage | webauftritt
statistic | statistics || statistik
status | state || zustand
step || schritt
street || strasse
structure || struktur
subscription || abo | abonnement
supplier | vendor || lieferant | lieferanten
support | ticket | help desk | service desk || hilfe | unterstutzung
synchronize | sync | synchronization || synchronisieren | abgleich | abgleichen
table || tabelle
tax | vat || steuer | mehrwertsteuer | umsatzsteuer
team | department || gruppe | mannschaft | abteilung
temperature || temperatur
test | testing | unit test | qa | tests || testen | erproben | ausprobieren
test data | sample data | fixture | fake data | synthetic data | faker || testdaten
text || texte
theme | dark mode | skin
time || zeit | uhrzeit
time series || zeitreihe
time zone || zeitzone
token | jwt | access token
tracking | track and trace | track || verfolgung | nachverfolgung | verfolgen | sendungsverfolgung
train | railway || bahn | zug
transaction || transaktion
transfer || ubertragung | ubertragen
tree || baum
type checking | type checker | typing || typprufung
unit || einheit | einheiten
update | upgrade || aktualisieren | aktualisierung | erneuern
upload || hochladen
url | web address || webadresse
user || nutzer | benutzer | anwender | anwenderin | nutzerin
vault | secret store || tresor
version | versioning || versionierung
video || film | filme
virtual machine | vm | virtualization
visa | mastercard
visit | visitor || besuch | besucher
wait || warten
web framework || webframework
webhook | callback
weather || wetter
weight || gewicht
window || fenster
write || schreiben | verfassen
year || jahr
blind | visually impaired || sehbehindert | blinde | sehbehinderte | screenreader
colorblind | contrast || kontrast
definition | define | meaning || bedeutung | definieren
dead letter | poison message
delivery attempt || zustellversuch
domain | dns
edit | editor | editing || bearbeiten | bearbeitung
enable | activate | turn on | switch on | switch || einschalten | aktivieren | anschalten | freischalten
disable | deactivate | turn off | switch off | switch || ausschalten | abschalten | deaktivieren
encode | decode | encoding || kodierung
exchange | swap || tauschen | austauschen | tausch
group | cluster
house number || hausnummer
ldap | active directory
load || laden
open || offnen
overdue | dunning || mahnung | mahnwesen
password manager || passwortmanager
pick up || abholen | abholung
recipient || empfanger
sender || absender
route guidance | turn by turn
scale | scaling || skalieren
share || teilen | freigeben
shell script | bash
snapshot || momentaufnahme
truncate | shorten || kurzen
vehicle routing | traveling salesman | tsp | vrp
c++ | cpp
c# | csharp
.net | dotnet
javascript | js | ecmascript
typescript | ts
python | py
golang | go
postgresql | postgres
kubernetes | helm
tracing | trace | distributed tracing || ablaufverfolgung
fix | repair | resolve || beheben | reparieren | behebung | reparatur
help | support || helfen | hilfe
buy | purchase || kaufen | einkaufen | einkauf | kauf
sell | sales | selling || verkaufen | verkauf | vertrieb | umsatz
drive | driving || fahren | fahrt
input | enter || eingeben | eingabe
output | emit || ausgeben | ausgabe
accept | reception || annehmen | annahme
offer | quote || anbieten | angebot
lose | lost || verlieren | verlust | verloren
choose | select | selection | picker || auswahlen | auswahl | wahlen
hand over | handover || ubergeben | ubergabe
lend | rent | rental || leihen | mieten | vermietung
cut | crop | trim || schneiden | zuschneiden | zuschnitt
draw | drawing || zeichnen | zeichnung
read | reader || lesen | auslesen | leser
measure | measurement || messen | messung | vermessen
count | counter || zahler
guess | predict || erraten | schatzen
announce | announcement || ankundigen | ankundigung | mitteilen
invite | invitation || einladen | einladung
remember | reminder || erinnern | erinnerung
apply | application form || bewerben | bewerbung
register | registration | sign up || registrieren | registrierung | anmeldung
log out | sign out || abmelden | abmeldung
legacy | outdated || veraltet | altsystem
shared | common || gemeinsam | geteilt
copy from | reuse | reusable || wiederverwenden | wiederverwendbar | wiederverwendung
fast | quick | performance || schnell | schneller
safe | secure | security || sicher | absichern
cheap | cost || gunstig | billig
empty | blank || leer
size | dimension || grosse | abmessung
colour picker | palette || farbpalette
box | carton || karton | schachtel | kiste
door | entrance || tur | eingang
weekend | sunday || wochenende | sonntag
invoice | receipt || beleg | quittung | kassenbon
debit | credit | ledger || soll | haben | lastschrift | gutschrift
speech recognition | transcription || spracherkennung
shipping address | delivery address || lieferadresse
delivery time | lead time || lieferzeit | zustellzeit
access rights | permission || zugriffsrechte | berechtigungen
user rights | entitlement || nutzerrechte
public key | certificate || zertifikat
error message | error || fehlermeldung
command | cli || befehl | kommando
log file | log || logdatei | protokolldatei
source | origin || quelle | herkunft | ursprung
target | destination || ziel
queue | waiting line || schlange | warteschlange
responsible | owner | ownership || verantwortlich | zustandig | besitzer | eigentumer
agreement | consensus || einigkeit
proof | evidence || nachweis | beweis
tax return || steuererklarung
shipping label | label || versandetikett | paketetikett | adressetikett
pallet | freight || palette | fracht
hub | depot | sorting center || verteilzentrum | sortierzentrum
kotlin | jvm
terraform | opentofu
protobuf | avro | schema
opentelemetry | otel | tracing
grafana | dashboard
resize | shrink | thumbnail || verkleinern | vergrossern
collect | gather | aggregate || sammeln | einsammeln | zusammentragen
time tracking | timesheet | working hours || zeiterfassung | arbeitszeit | stundenzettel
clock | ntp || uhr
computer | laptop | workstation || rechner | computer
template engine | templating
distribute | distributed | spread || verteilen | verteilt
poll | vote | voting || abstimmung | abstimmen | umfrage
video conference | video call || videokonferenz | videoanruf
feed | rss | atom || newsfeed
memory | ram || arbeitsspeicher
cpu | processor || prozessor
regular expression | regex || regularer ausdruck
random | randomized || zufall | zufallig
dependency injection | inversion of control | ioc
orm | object relational
unique identifier | uuid | guid || kennung
roster | timetable | shift || dienstplan | schichtplan | stundenplan
"""
"""Groups, one a line, their members apart by bars; after two bars, those in German, which translate the others."""
