"""What routes and pages show, without HTTP: functions over the store and the watchlist.

alerts      lists with states, labelled facets, one alert with everything about it
naming      names of the watchlist's ids
wording     how two texts differ, word by word
"""
